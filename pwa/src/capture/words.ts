/** The words of schemas/footage.py and schemas/devices.py that the recorder says and hears. */

export type EndReason =
  | 'manual' | 'hidden' | 'screen' | 'camera_lost' | 'permission'
  | 'storage' | 'battery' | 'killed' | 'encoder' | 'camera_switch'

export interface SignedTime {
  at_ms: number
  key_id: string
  signature: string
}

export interface Anchor {
  time: SignedTime
  received_mono_us: number
}

export interface Position {
  latitude: number
  longitude: number
  accuracy_m: number
  at_ms: number
}

export interface PartClaim {
  kind: 'part'
  version: 1
  recording_id: string
  device_id: string
  officer_id: string
  incident_id: string | null
  take: number
  number: number
  sha256: string
  size: number
  init_sha256: string
  previous: string | null
  media_from_us: number
  media_to_us: number
  wall_from_ms: number
  wall_to_ms: number
  mono_from_us: number
  mono_to_us: number
  frames: number
  frames_dropped: number
  recorder: 'webcodecs' | 'mediarecorder'
  video: string
  audio: string | null
  anchor: Anchor | null
  position: Position | null
  position_missing: string | null
  battery_percent: number | null
  take_ended: EndReason | null
  unattested_bytes: number
}

export interface ClosingClaim {
  kind: 'close'
  version: 1
  recording_id: string
  device_id: string
  officer_id: string
  incident_id: string | null
  parts: number
  takes: number
  previous: string | null
  reason: EndReason
  recovered: boolean
  wall_ms: number
  mono_us: number
  anchor: Anchor | null
}

export interface ConfirmBody {
  version: 1
  kind: 'confirm'
  device_id: string
  recording_id: string
  claims: string[]
  at_ms: number
}

export interface SignedClaim {
  claim: string
  signature: string
}

export interface SignedConfirm {
  confirm: string
  signature: string
}

export interface UploadTicket {
  method: string
  url: string
  headers: Record<string, string>
  expires_at: string
}

export interface ClaimAnswer {
  claim_sha256: string
  status: 'accepted' | 'known' | 'held' | 'refused'
  ticket?: UploadTicket | null
  code?: string | null
  text_zh?: string
  text_en?: string
}

export interface ClaimAnswers {
  answers: ClaimAnswer[]
  server_time: SignedTime
}

export interface ReceiptPart {
  number: number
  claim_sha256: string
  sha256: string
  size: number
}

export interface ReceiptBody {
  version: 1
  kind: 'receipt'
  recording_id: string
  device_id: string
  parts: ReceiptPart[]
  held_at: string
}

export interface SignedReceipt {
  receipt: string
  key_id: string
  signature: string
}

export interface PartProblem {
  claim_sha256: string
  code: string
  text_zh: string
  text_en: string
}

export interface ConfirmAnswer {
  receipt: SignedReceipt | null
  problems: PartProblem[]
  server_time: SignedTime
}

export interface ServerKey {
  id: string
  public_key: string
  from_at: string
  to_at?: string | null
}

/** What a PUT to the store answered. `code` is the problem's stable code where the store gave one. */
export interface PutAnswer {
  status: number
  code?: string | null
}

/**
 * The only way out of this folder; implemented in src/wire/.
 *
 * claims, confirm, time and keys resolve with the decoded 2xx answer. On an HTTP error they reject with a `WireError`
 * (its status and, from problem+json, its code); on a network failure or abort with anything else.
 * put resolves with the store's status whatever it is, and rejects only when there was no answer.
 */
export interface Wire {
  claims(list: SignedClaim[], signal: AbortSignal): Promise<ClaimAnswers>
  confirm(signed: SignedConfirm, signal: AbortSignal): Promise<ConfirmAnswer>
  put(ticket: UploadTicket, blob: Blob, signal: AbortSignal): Promise<PutAnswer>
  time(signal: AbortSignal): Promise<SignedTime>
  keys(signal: AbortSignal): Promise<ServerKey[]>
}

export class WireError extends Error {
  constructor(readonly status: number, readonly code: string | null) {
    super(`HTTP ${status}${code ? ` ${code}` : ''}`)
  }
}
