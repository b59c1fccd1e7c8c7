/** The words the recorder says and hears (generated from the schemas), and the wire it says them over. */

import type { components } from '../wire/generated'

type S = components['schemas']

export type Anchor = S['Anchor']
export type ClaimAnswer = S['ClaimAnswer']
export type ClaimAnswers = S['ClaimAnswers']
export type ClosingClaim = Required<S['ClosingClaim']>
export type ConfirmAnswer = S['ConfirmAnswer']
export type ConfirmBody = S['ConfirmBody']
export type EndReason = S['EndReason']
export type PartClaim = Required<S['PartClaim']>
export type Position = S['Position']
export type ReceiptBody = S['ReceiptBody']
export type ServerKey = S['ServerKey']
export type SignedClaim = S['SignedClaim']
export type SignedConfirm = S['SignedConfirm']
export type SignedReceipt = S['SignedReceipt']
export type SignedTime = S['SignedTime']
export type UploadTicket = S['UploadTicket']

/**
 * The only way out of this folder; implemented in src/wire/.
 *
 * Every call resolves with the decoded 2xx answer. Where the server or store answered anything else it rejects with a
 * `Refusal` (any object with a status above 0 and, from problem+json, a stable code); where there was no answer
 * (no network, abort, time-out) it rejects with anything else.
 */
export interface Wire {
  claims(list: SignedClaim[], signal: AbortSignal): Promise<ClaimAnswers>
  confirm(signed: SignedConfirm, signal: AbortSignal): Promise<ConfirmAnswer>
  put(ticket: UploadTicket, blob: Blob, signal: AbortSignal): Promise<void>
  time(signal: AbortSignal): Promise<SignedTime>
  keys(signal: AbortSignal): Promise<ServerKey[]>
}

export interface Refusal {
  status: number
  code: string | null
}

/** What the other side answered, or null where nobody answered. */
export function refusalIn(cause: unknown): Refusal | null {
  if (typeof cause !== 'object' || cause === null || !('status' in cause)) return null
  const { status } = cause
  if (typeof status !== 'number' || status <= 0) return null
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : null
  return { status, code }
}
