/** What is on this phone, renewed when the recorder reports a change. */

import { onBeforeUnmount, shallowRef, watch } from 'vue'
import type { RecordingOnPhone } from '@/capture/capture'
import { asProblem, type Problem } from '@/wire/problem'
import { leftOf, recorder, snapshot } from '../recorder'

const RENEW_MS = 300

export function useOnPhone() {
  const list = shallowRef<RecordingOnPhone[] | null>(null)
  const problem = shallowRef<Problem | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function renew(): Promise<void> {
    try {
      list.value = await (await recorder()).recordings()
      problem.value = null
    } catch (cause) {
      problem.value = asProblem(cause)
    }
  }
  const stop = watch(
    () => `${snapshot.value.phase}/${JSON.stringify(snapshot.value.parts)}/${snapshot.value.upload.claimsWaiting}/${snapshot.value.upload.state}`,
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => void renew(), RENEW_MS)
    },
  )
  onBeforeUnmount(() => {
    stop()
    clearTimeout(timer)
  })
  void renew()
  return { list, problem, renew }
}

export interface PhoneAnswer {
  state: 'checking' | 'none' | 'yes' | 'no'
  missing: number
  refused: number
  held: number
}

/** Can I clear my phone? Yes only when the server holds every part of every recording here. */
export function canClear(list: RecordingOnPhone[] | null): PhoneAnswer {
  if (list === null) return { state: 'checking', missing: 0, refused: 0, held: 0 }
  const here = list.filter((one) => one.open || one.parts.some((part) => part.onPhone || part.state !== 'held'))
  const left = here.map(leftOf)
  const missing = left.reduce((sum, one) => sum + one.parts, 0)
  const held = here.flatMap((one) => one.parts).filter((part) => part.state === 'held' && part.onPhone).length
  const refused = left.reduce((sum, one) => sum + one.refused, 0)
  if (here.length === 0) return { state: 'none', missing, refused, held }
  return { state: left.every((one) => one.clear) ? 'yes' : 'no', missing, refused, held }
}
