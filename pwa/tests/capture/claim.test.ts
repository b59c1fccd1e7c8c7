/** Claims as text, against vectors shared with Python: what one side makes the other must read and verify. */

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import {
  base64url, brokenLinks, checkReceipt, fromBase64url, heldBy, sha256, signatureHolds, signed, type Signed,
} from '@/capture/claim'
import type { ClosingClaim, PartClaim, SignedReceipt, ServerKey } from '@/capture/words'

interface Side {
  public_key: string
  claims: Signed[]
}

interface Vectors {
  typescript: Side
  python: Side & { receipt: { signed: SignedReceipt; keys: ServerKey[] } }
}

const FILE = fileURLToPath(new URL('../../../tests/vectors/claims.json', import.meta.url))
const read = (): Vectors => JSON.parse(readFileSync(FILE, 'utf8')) as Vectors
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const

const ids = {
  recording_id: '0193f2a0-5b1c-7c3e-9d4f-000000000001', device_id: '0193f2a0-5b1c-7c3e-9d4f-000000000002',
  officer_id: '0193f2a0-5b1c-7c3e-9d4f-000000000003', incident_id: null,
}

function part(number: number, previous: string | null, change: Partial<PartClaim> = {}): PartClaim {
  return {
    kind: 'part', version: 1, ...ids, take: 0, number, sha256: 'ab'.repeat(32), size: 1_048_576,
    init_sha256: 'cd'.repeat(32), previous, media_from_us: number * 5_033_333,
    media_to_us: (number + 1) * 5_033_333, wall_from_ms: 1_795_000_000_000,
    wall_to_ms: 1_795_000_005_033, mono_from_us: 1_795_000_000_000_000, mono_to_us: 1_795_000_005_033_333, frames: 151,
    frames_dropped: 0, recorder: 'webcodecs', video: 'avc1.42E01F', audio: 'opus', anchor: null, position: null,
    position_missing: 'denied', battery_percent: 83, take_ended: null, unattested_bytes: 0, ...change,
  }
}

function closing(parts: number, previous: string | null): ClosingClaim {
  return {
    kind: 'close', version: 1, ...ids, parts, takes: 1, previous, reason: 'manual', recovered: false,
    wall_ms: 1_795_000_010_100, mono_us: 1_795_000_010_100_000, anchor: null,
  }
}

async function chain(key: CryptoKey): Promise<Signed[]> {
  const time = { at_ms: 1_794_999_999_000, key_id: 'k1', signature: 'AA' }
  const anchor = { time, received_mono_us: 1_794_999_999_100_000 }
  const position = { latitude: 30.572816, longitude: 104.066801, accuracy_m: 12.5, at_ms: 1_795_000_004_000 }
  const known = { anchor, position, position_missing: null, incident_id: ids.device_id }
  const first = await signed(part(0, null, known), key)
  const second = await signed(part(1, first.sha256, { take_ended: 'manual', audio: null, video: '编码器 é' }), key)
  return [first, second, await signed(closing(2, second.sha256), key)]
}

async function remake(): Promise<void> {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])
  const public_key = base64url(await crypto.subtle.exportKey('spki', pair.publicKey))
  const typescript: Side = { public_key, claims: await chain(pair.privateKey) }
  writeFileSync(FILE, `${JSON.stringify({ ...read(), typescript }, null, 2)}\n`)
}

// `REMAKE_VECTORS=1 npm test` after a change of the words; the Python side then has to be made again, too.
if (process.env['REMAKE_VECTORS']) await remake()
const vectors = read()

describe.each(['typescript', 'python'] as const)('claims made by %s', (side) => {
  const { public_key, claims } = vectors[side]
  const key = crypto.subtle.importKey('spki', fromBase64url(public_key), CURVE, true, ['verify'])

  it('carry their hash and a signature that holds over the text as it stands', async () => {
    for (const { text, sha256: digest, signature } of claims) {
      expect(await sha256(new TextEncoder().encode(text))).toBe(digest)
      expect(fromBase64url(signature)).toHaveLength(64)
      expect(await signatureHolds(text, signature, await key)).toBe(true)
      expect(await signatureHolds(`${text} `, signature, await key)).toBe(false)
    }
  })

  it('are linked each to the one before', async () => {
    const texts = claims.map(({ text }) => text)
    expect(await brokenLinks(texts)).toEqual([])
    expect(await brokenLinks(texts.toSpliced(1, 1))).toEqual([1])
    expect(await brokenLinks(texts.slice(1))).toEqual([0])
  })

  it('hold the words and nothing else', () => {
    const [first] = claims.map(({ text }) => JSON.parse(text) as PartClaim)
    expect(Object.keys(first ?? {}).sort()).toEqual(Object.keys(part(0, null)).sort())
  })
})

describe('a receipt', () => {
  const { signed: receipt, keys } = vectors.python.receipt
  const { parts } = JSON.parse(receipt.receipt) as { parts: { claim_sha256: string; sha256: string; size: number }[] }
  const ours = parts.map((named) => ({ ...named, claimSha256: named.claim_sha256, recordingId: ids.recording_id }))

  it('counts when a key of the server signed it, and only then', async () => {
    expect(await checkReceipt(receipt, keys)).toBe('verified')
    const other = receipt.receipt.replace('1048576', '1048577')
    expect(await checkReceipt({ ...receipt, receipt: other }, keys)).toBe('wrong')
    expect(await checkReceipt(receipt, [])).toBe('wrong')
  })

  it('holds the parts it names by claim, hash, size and recording', () => {
    expect(heldBy(receipt, ours)).toEqual(ours.map(({ claimSha256 }) => claimSha256))
    expect(heldBy(receipt, ours.map((one) => ({ ...one, size: one.size + 1 })))).toEqual([])
    expect(heldBy(receipt, ours.map((one) => ({ ...one, sha256: 'ef'.repeat(32) })))).toEqual([])
    expect(heldBy(receipt, ours.map((one) => ({ ...one, recordingId: ids.device_id })))).toEqual([])
    expect(heldBy(receipt, ours.map((one) => ({ ...one, claimSha256: null })))).toEqual([])
  })
})
