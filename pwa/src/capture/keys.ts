/** The device's key: P-256, made here, never leaves this browser profile. */

import { base64url } from './claim'
import { journal, type DeviceKey } from './vault'

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const
const LOCK = 'lianzheng-device-key'

/** The one key of this browser profile, made at the first call. Page and worker share it. */
export async function deviceKey(): Promise<DeviceKey> {
  const db = await journal()
  const kept = await db.get('keys', 'device')
  if (kept) return kept
  // Two tabs opened at once must not enrol two keys.
  return navigator.locks.request(LOCK, async () => {
    const other = await db.get('keys', 'device')
    if (other) return other
    const pair = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])
    const publicKey = base64url(await crypto.subtle.exportKey('spki', pair.publicKey))
    const made: DeviceKey = { name: 'device', id: crypto.randomUUID(), pair, publicKey }
    const work = db.transaction('keys', 'readwrite', { durability: 'strict' })
    await work.store.put(made)
    await work.done
    return made
  })
}
