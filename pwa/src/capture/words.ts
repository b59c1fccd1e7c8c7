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

/** What a PUT to the store answered. `code` is the problem's stable code where the store gave one. */
export interface PutAnswer {
  status: number
  code?: string | null
}

/**
 * The only way out of this folder; implemented in src/wire/.
 *
 * claims, confirm, time and keys resolve with the decoded 2xx answer. On an HTTP error they reject with a `WireError`;
 * on no network, abort or time-out with anything else. put resolves with the store's status whatever it is, and
 * rejects only where there was no answer.
 */
export interface Wire {
  claims(list: SignedClaim[], signal: AbortSignal): Promise<ClaimAnswers>
  confirm(signed: SignedConfirm, signal: AbortSignal): Promise<ConfirmAnswer>
  put(ticket: UploadTicket, blob: Blob, signal: AbortSignal): Promise<PutAnswer>
  time(signal: AbortSignal): Promise<SignedTime>
  keys(signal: AbortSignal): Promise<ServerKey[]>
}

export class WireError extends Error {
  constructor(
    readonly status: number,
    /** From problem+json; null where the answer was none. */
    readonly code: string | null,
  ) {
    super(`HTTP ${status}${code ? ` ${code}` : ''}`)
  }
}
