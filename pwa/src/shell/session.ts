/** Who is signed in. Kept on the phone without its secret, so that the app opens without a network. */

import { computed, ref, watch } from 'vue'
import { onMissingWord, online, onSignedOut, setCsrf } from '@/wire/client'
import { closeLive, openLive } from '@/wire/live'
import * as calls from '@/wire/people'
import { asProblem } from '@/wire/problem'
import type { Me, Person, Role } from '@/wire/words'

const KEY = 'lianzheng.person'

function kept(): Person | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Person | null
  } catch {
    return null
  }
}

export const person = ref<Person | null>(kept())
/** True when the server said that the session ended while someone works: recording goes on, reading asks to sign in. */
export const expired = ref(false)
/** Milliseconds that the server's clock is ahead of this phone's. */
export const clockOffsetMs = ref(0)

export const roles = computed<Role[]>(() => {
  const today = new Date().toISOString().slice(0, 10)
  const held = (person.value?.roles ?? []).filter(
    (role) => role.confirmed && role.valid_from <= today && (!role.valid_to || role.valid_to >= today),
  )
  return [...new Set(held.map((role) => role.role))]
})
export const holds = (...wanted: Role[]): boolean => wanted.some((role) => roles.value.includes(role))

function accept(me: Me): void {
  person.value = me.person
  expired.value = false
  clockOffsetMs.value = Date.parse(me.server_time) - Date.now()
  localStorage.setItem(KEY, JSON.stringify(me.person))
  openLive()
}

function forget(): void {
  person.value = null
  expired.value = false
  setCsrf('')
  localStorage.removeItem(KEY)
  closeLive()
}

onSignedOut(() => {
  if (person.value) expired.value = true
  closeLive()
})

export async function signIn(policeNo: string, password: string): Promise<void> {
  accept(await calls.signIn(policeNo, password))
}

/** Asks the server who this is; offline the kept person stays. */
export async function restore(): Promise<void> {
  if (!person.value) return
  try {
    accept(await calls.whoAmI())
  } catch (cause) {
    if (!asProblem(cause).offline) console.info('the kept session ended')
  }
}

onMissingWord(restore)
// Begun without a network: once it is back, the session is looked up and the live stream opened.
watch(online, (now) => now && void restore())

export async function signOut(everywhere: boolean): Promise<void> {
  await (everywhere ? calls.signOutEverywhere() : calls.signOut())
  forget()
}

/** Leaves this phone's screen without the server (offline, or a session that already ended). */
export function leave(): void {
  forget()
}
