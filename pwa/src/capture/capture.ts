/** The door of the recorder: everything a screen may ask of it. */

import type { Snapshot, Subscribable } from './state'
import type { EndReason, SignedReceipt, Wire } from './words'

export type { Phase, Snapshot, Subscribable, UploadState } from './state'
export * from './words'

export type ProblemCode =
  | 'browser_cannot_record' | 'storage_low' | 'other_tab' | 'camera_denied' | 'camera_missing' | 'camera_busy'
  | 'already_recording' | 'not_recording'

/** A refusal of the recorder: `code` is stable, the screens own the sentence in the reader's language. */
export class CaptureProblem extends Error {
  constructor(readonly code: ProblemCode, readonly textZh: string, readonly textEn: string) {
    super(textEn)
  }
}

export interface Enrolment {
  /** UUID of this browser profile as a device. */
  id: string
  /** SubjectPublicKeyInfo (DER) of its P-256 key, base64url without padding: `EnrolDevice.public_key`. */
  publicKey: string
}

export interface StartRecording {
  officerId: string
  incidentId: string | null
  /** Otherwise the rear camera with its microphone is opened. */
  stream?: MediaStream
}

export interface PartOnPhone {
  number: number
  take: number
  size: number
  seconds: number
  /** open: being written; closed: claimed here; claimed: the server knows it; put: sent; held: receipt; refused: see code. */
  state: 'open' | 'closed' | 'claimed' | 'put' | 'held' | 'refused'
  code: string | null
  takeEnded: EndReason | null
  unattestedBytes: number
  /** The file is still on this phone. */
  onPhone: boolean
}

export interface RecordingOnPhone {
  id: string
  officerId: string
  incidentId: string | null
  begunAtMs: number
  seconds: number
  takes: number
  /** open: being recorded or not yet recovered. */
  open: boolean
  recovered: boolean
  parts: PartOnPhone[]
  /** The closing claim as the server saw it. */
  closing: { state: 'none' | 'closed' | 'claimed' | 'refused'; code: string | null }
  receipts: KeptReceipt[]
}

export interface KeptReceipt {
  receipt: SignedReceipt
  /** unchecked: this browser has no Ed25519. */
  check: 'verified' | 'unchecked'
}

export interface Recovery {
  /** Recordings closed now because a killed browser left them open. */
  recovered: string[]
  /** Files no journal row names: kept, listed, never deleted. */
  orphans: string[]
}

export interface Cleared {
  deleted: number
  kept: number
}

export interface Capture {
  status: Subscribable<Snapshot>
  /** The camera picture for a preview, null while no camera is open. */
  stream(): MediaStream | null
  /** Makes the device's key at the first call; the same ever after. */
  enrolment(): Promise<Enrolment>
  /** The officer and incident of the last recording here. */
  remembered(): Promise<{ officerId: string; incidentId: string | null } | null>
  start(order: StartRecording): Promise<{ recordingId: string }>
  /** Ends the take and the recording, with its closing claim. */
  stop(): Promise<void>
  /** Begins the next take after an interruption (also tried by itself when the page is seen again). */
  resume(): Promise<void>
  /** Newest first. */
  recordings(): Promise<RecordingOnPhone[]>
  /** Bytes of one part, for a look at it or a rescue by hand; null when it is no longer here. */
  partFile(recordingId: string, number: number): Promise<Blob | null>
  /** Closes what a killed browser left open. Called once by itself at the start. */
  recover(): Promise<Recovery>
  /** Hands in now instead of at the next trigger. */
  upload(): Promise<void>
  /** Offers refused claims and parts of one recording again. */
  retry(recordingId: string): Promise<void>
  /** Deletes the parts that a receipt names, and nothing else. Nothing calls this by itself. */
  clear(recordingId: string): Promise<Cleared>
  dispose(): void
}

export interface CaptureOptions {
  wire: Wire
  /** Refuses to start below this; 500 MB by default. */
  minFreeBytes?: number
  /** Ask for the position while recording; true by default. */
  position?: boolean
}

export async function createCapture(_options: CaptureOptions): Promise<Capture> {
  throw new Error('being built')
}
