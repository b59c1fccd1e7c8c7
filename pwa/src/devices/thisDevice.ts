/** What the server knows of this phone: not enrolled, waiting, approved, revoked; the last answer is kept for offline. */

import { computed, onBeforeUnmount, shallowRef, watch } from 'vue'
import { recorder } from '@/footage/recorder'
import { person } from '@/shell/session'
import { useLoad } from '@/shell/ui/load'
import { enrolDevice, readDevice } from '@/wire/devices'
import { asProblem } from '@/wire/problem'
import type { Device } from '@/wire/words'
import './words'

const KEY = 'lianzheng.device'
const enrolled = shallowRef<Device | null>(kept())

function kept(): Device | null {
  return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Device | null
}
function keep(device: Device | null): Device | null {
  enrolled.value = device
  if (device) localStorage.setItem(KEY, JSON.stringify(device))
  else localStorage.removeItem(KEY)
  return device
}

async function ask(thorough: boolean): Promise<Device | null> {
  // A phone that never enrolled is known by that; only its own screen asks the server to be sure.
  if (!person.value || !(enrolled.value || thorough)) return enrolled.value
  const { id } = await (await recorder()).enrolment()
  try {
    return keep(await readDevice(id))
  } catch (cause) {
    const problem = asProblem(cause)
    if (problem.status === 404 && enrolled.value?.id !== id) return keep(null)
    if (problem.offline || problem.signedOut || problem.status === 404 || problem.status === 403) return enrolled.value
    throw problem
  }
}

const AGAIN_MS = 5000

export function useThisDevice(thorough = false) {
  const loaded = useLoad(() => ask(thorough), { topics: ['device'] })
  const state = computed<'unknown' | 'none' | Device['state']>(() => {
    if (enrolled.value) return enrolled.value.state
    return loaded.loading.value || loaded.problem.value ? 'unknown' : 'none'
  })
  const timer = setInterval(() => state.value === 'pending' && void loaded.reload(), AGAIN_MS)
  const stop = watch(state, async (now, before) => {
    if (now === 'approved' && before === 'pending') await (await recorder()).upload()
  })
  onBeforeUnmount(() => {
    clearInterval(timer)
    stop()
  })
  async function enrol(name: string): Promise<void> {
    const capture = await recorder()
    const { id, publicKey } = await capture.enrolment()
    keep(await enrolDevice({ id, name, public_key: publicKey, user_agent: navigator.userAgent.slice(0, 400) }))
    void capture.upload()
  }
  return { ...loaded, device: enrolled, state, enrol }
}
