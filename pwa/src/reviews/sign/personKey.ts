/** The signing key of a person on this phone: P-256, cannot be taken out; apart from the phone's own claim key. */

import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { base64url, signatureOf } from '@/capture/capture'

interface KeptKey {
  person_id: string
  key_id: string
  key: CryptoKey
}
interface Box extends DBSchema {
  keys: { key: string; value: KeptKey }
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const
let opening: Promise<IDBPDatabase<Box>> | null = null
const box = (): Promise<IDBPDatabase<Box>> =>
  (opening ??= openDB<Box>('lianzheng-person-keys', 1, { upgrade: (db) => void db.createObjectStore('keys', { keyPath: 'person_id' }) }))

export const personKey = async (person: string): Promise<KeptKey | undefined> => (await box()).get('keys', person)

/** Makes a key and its proof of possession; `keep` puts it away once the server has given it an id. */
export async function makePersonKey(person: string) {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])
  const publicKey = base64url(await crypto.subtle.exportKey('spki', pair.publicKey))
  const proof = await signatureOf(`lianzheng person-key ${person}`, pair.privateKey)
  const keep = async (key_id: string): Promise<void> => {
    const tx = (await box()).transaction('keys', 'readwrite', { durability: 'strict' })
    await Promise.all([tx.store.put({ person_id: person, key_id, key: pair.privateKey }), tx.done])
  }
  return { publicKey, proof, keep }
}

export const signWith = (kept: KeptKey, text: string): Promise<string> => signatureOf(text, kept.key)
