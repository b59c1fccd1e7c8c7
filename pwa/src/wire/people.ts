/** Calls: signing in, units, people, roles. */

import { ask, setCsrf, wire } from './client'
import type { ImportReport, Me, Person, Role, SessionInfo, Unit, UnitKind } from './words'

async function remember(call: Promise<Me>): Promise<Me> {
  const me = await call
  setCsrf(me.csrf)
  return me
}

export const signIn = (police_no: string, password: string): Promise<Me> =>
  remember(ask(wire.POST('/api/session', { body: { police_no, password } })))
export const whoAmI = (): Promise<Me> => remember(ask(wire.GET('/api/session')))
export const signOut = (): Promise<unknown> => ask(wire.DELETE('/api/session'))
export const readSessions = (): Promise<SessionInfo[]> => ask(wire.GET('/api/sessions'))
export const signOutEverywhere = (): Promise<unknown> => ask(wire.DELETE('/api/sessions'))
export const changePassword = (old: string, fresh: string): Promise<unknown> =>
  ask(wire.POST('/api/password', { body: { old, new: fresh } }))

export const readUnits = (): Promise<Unit[]> => ask(wire.GET('/api/units'))
export const createUnit = (body: { code: string; name: string; kind: UnitKind; parent_id: string }): Promise<Unit> =>
  ask(wire.POST('/api/units', { body }))
export const closeUnit = (id: string): Promise<unknown> => ask(wire.POST('/api/units/{unit_id}/close', { params: { path: { unit_id: id } } }))

/** A CSV travels as plain text, which the wire's description does not type. */
const asText = (csv: string) => ({ body: csv as never, bodySerializer: (body: unknown) => String(body), headers: { 'Content-Type': 'text/csv' } })
export const importUnits = (csv: string): Promise<ImportReport> => ask(wire.POST('/api/units/import', asText(csv)))
export const importPeople = (csv: string): Promise<ImportReport> => ask(wire.POST('/api/people/import', asText(csv)))

export const findPeople = (query: { unit_id?: string; q?: string }): Promise<Person[]> =>
  ask(wire.GET('/api/people', { params: { query } }))
export const readPerson = (id: string): Promise<Person> => ask(wire.GET('/api/people/{person_id}', { params: { path: { person_id: id } } }))
export const createPerson = (body: { police_no: string; name: string; unit_id: string; password: string }): Promise<Person> =>
  ask(wire.POST('/api/people', { body }))
export const movePerson = (id: string, unit_id: string): Promise<unknown> =>
  ask(wire.POST('/api/people/{person_id}/move', { params: { path: { person_id: id } }, body: { unit_id } }))
export const disablePerson = (id: string): Promise<unknown> =>
  ask(wire.POST('/api/people/{person_id}/disable', { params: { path: { person_id: id } } }))
export const enablePerson = (id: string): Promise<unknown> => ask(wire.POST('/api/people/{person_id}/enable', { params: { path: { person_id: id } } }))
export const resetPassword = (id: string, password: string): Promise<unknown> =>
  ask(wire.POST('/api/people/{person_id}/reset-password', { params: { path: { person_id: id } }, body: { password } }))
export const proposeRole = (
  id: string,
  body: { role: Role; unit_id: string; valid_from: string; valid_to?: string | null },
): Promise<unknown> => ask(wire.POST('/api/people/{person_id}/roles', { params: { path: { person_id: id } }, body }))
export const addQualification = (
  id: string,
  body: { level: 'basic' | 'middle' | 'high'; valid_from: string; valid_to?: string | null },
): Promise<unknown> => ask(wire.POST('/api/people/{person_id}/qualifications', { params: { path: { person_id: id } }, body }))
export const rolesWaiting = (): Promise<Person[]> => ask(wire.GET('/api/roles/waiting'))
export const confirmRole = (id: string): Promise<unknown> => ask(wire.POST('/api/roles/{grant_id}/confirm', { params: { path: { grant_id: id } } }))
export const endRole = (id: string): Promise<unknown> => ask(wire.POST('/api/roles/{grant_id}/end', { params: { path: { grant_id: id } } }))
