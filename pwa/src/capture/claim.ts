/** Claims and receipts as text: what is signed, its hash, its link to the claim before. Pure but for WebCrypto. */

import type { ClosingClaim, ConfirmBody, PartClaim, ReceiptBody, ServerKey, SignedReceipt } from './words'

const ECDSA = { name: 'ECDSA', hash: 'SHA-256' } as const

/** One claim exactly as signed; `sha256` is of the UTF-8 bytes of `text`: the next claim's `previous`. */
export interface Signed {
  text: string
  sha256: string
  signature: string
}

export function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** base64url without padding. */
export function base64url(bytes: ArrayBuffer | Uint8Array): string {
  const view = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes)
  const binary = Array.from(view, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Raises DOMException where `text` is no base64url. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (char) => char.charCodeAt(0))
}

export async function sha256(bytes: BufferSource): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', bytes))
}

export function textOf(body: PartClaim | ClosingClaim | ConfirmBody): string {
  return JSON.stringify(body)
}

/** ECDSA P-256 over SHA-256 of the UTF-8 bytes: raw r||s, 64 bytes, base64url. */
export async function signatureOf(text: string, key: CryptoKey): Promise<string> {
  return base64url(await crypto.subtle.sign(ECDSA, key, new TextEncoder().encode(text)))
}

export async function signatureHolds(text: string, signature: string, key: CryptoKey): Promise<boolean> {
  return crypto.subtle.verify(ECDSA, key, fromBase64url(signature), new TextEncoder().encode(text))
}

export async function signed(body: PartClaim | ClosingClaim | ConfirmBody, key: CryptoKey): Promise<Signed> {
  const text = textOf(body)
  const [digest, signature] = await Promise.all([sha256(new TextEncoder().encode(text)), signatureOf(text, key)])
  return { text, sha256: digest, signature }
}

/** The claims in order whose `previous` is not the hash of the claim before them (the first must have none). */
export async function brokenLinks(texts: readonly string[]): Promise<number[]> {
  const broken: number[] = []
  let previous: string | null = null
  for (const [index, text] of texts.entries()) {
    const claim = JSON.parse(text) as { previous: string | null }
    if (claim.previous !== previous) broken.push(index)
    previous = await sha256(new TextEncoder().encode(text))
  }
  return broken
}

/** The text a fragment's journal row is signed over, so that recovery attests only what this recorder wrote. */
export function fragmentText(recordingId: string, number: number, index: number, digest: string): string {
  return `lianzheng fragment ${recordingId} ${number} ${index} ${digest}`
}

export type Check = 'verified' | 'unchecked' | 'wrong'

/** Whether a server's Ed25519 signature over `receipt` holds; unchecked where this browser has no Ed25519. */
export async function checkReceipt(signedReceipt: SignedReceipt, keys: readonly ServerKey[]): Promise<Check> {
  const known = keys.find((key) => key.id === signedReceipt.key_id)
  if (!known) return 'wrong'
  let key: CryptoKey
  try {
    key = await crypto.subtle.importKey('raw', fromBase64url(known.public_key), 'Ed25519', false, ['verify'])
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotSupportedError') return 'unchecked'
    return 'wrong'
  }
  const text = new TextEncoder().encode(signedReceipt.receipt)
  const holds = await crypto.subtle.verify('Ed25519', key, fromBase64url(signedReceipt.signature), text)
  return holds ? 'verified' : 'wrong'
}

/** What of ours a receipt names: the claim hashes whose bytes it says are held, by hash and size. */
export function heldBy(
  signedReceipt: SignedReceipt,
  ours: readonly { recordingId: string; claimSha256: string | null; sha256: string | null; size: number }[],
): string[] {
  const body = JSON.parse(signedReceipt.receipt) as ReceiptBody
  const named = new Map(body.parts.map((part) => [part.claim_sha256, part]))
  return ours.flatMap(({ recordingId, claimSha256, sha256: digest, size }) => {
    const part = claimSha256 === null ? undefined : named.get(claimSha256)
    const same = part?.sha256 === digest && part?.size === size && body.recording_id === recordingId
    return same && claimSha256 !== null ? [claimSha256] : []
  })
}
