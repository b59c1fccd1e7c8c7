/** What an administrator may do to a person's record. */

import { addQualification, movePerson, proposeRole, resetPassword } from '@/wire/people'
import type { Role } from '@/wire/words'

export type PersonAct = 'role' | 'qualification' | 'move' | 'reset'
export const ROLES: Role[] = ['officer', 'auxiliary', 'duty', 'legal', 'station_head', 'bureau_head', 'inspector', 'admin']
export const LEVELS = ['basic', 'middle', 'high'] as const

export interface ActForm {
  role: Role
  level: (typeof LEVELS)[number]
  unit_id: string
  valid_from: string
  valid_to: string
  password: string
}

/** Does the act; answers the key of the sentence to tell. */
export async function doAct(act: PersonAct, id: string, form: ActForm): Promise<string> {
  const dates = { valid_from: form.valid_from, valid_to: form.valid_to || null }
  if (act === 'role') {
    await proposeRole(id, { role: form.role, unit_id: form.unit_id, ...dates })
    return 'people.proposed'
  }
  if (act === 'qualification') {
    await addQualification(id, { level: form.level, ...dates })
    return 'people.created'
  }
  if (act === 'move') {
    await movePerson(id, form.unit_id)
    return 'people.moved'
  }
  await resetPassword(id, form.password)
  return 'people.resetDone'
}
