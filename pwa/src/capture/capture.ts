/** The door of the recorder: everything a screen may ask of it. */

import { heldBy, signatureOf } from './claim'
import { deviceKey } from './keys'
import { Recorder, RECORDING_LOCK, type StartRecording } from './recorder'
import {
  CaptureProblem, recordingOnPhone, type RecordingOnPhone, type Snapshot, Status, type Subscribable, type UploadState,
} from './state'
import { Uploader } from './uploader'
import { changePart, counts, deleteFile, fact, fileOf, partsOf, receiptsOf, recordingsKept } from './vault'
import type { Wire } from './words'
import { Thread, type Way, wayToRecord } from './worker/thread'

export { base64url, signatureOf } from './claim'
export type { StartRecording } from './recorder'
export {
  CaptureProblem, type KeptReceipt, type PartOnPhone, type Phase, type ProblemCode, type RecordingOnPhone,
  type Snapshot, type Subscribable, type UploadState,
} from './state'
export * from './words'

const MIN_FREE_BYTES = 500_000_000

export interface Enrolment {
  /** UUID of this browser profile as a device. */
  id: string
  /** SubjectPublicKeyInfo (DER) of its P-256 key, base64url without padding: `EnrolDevice.public_key`. */
  publicKey: string
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
  /** Otherwise the better way this browser has. */
  way?: Way
}

class Door implements Capture {
  readonly status = new Status()
  private readonly thread: Thread | null = null
  private readonly recorder: Recorder | null = null
  private readonly uploader: Uploader

  constructor(options: CaptureOptions) {
    const { wire, minFreeBytes = MIN_FREE_BYTES, position = true, way = wayToRecord() } = options
    this.uploader = new Uploader(wire, (change) => this.uploaded(change))
    if (way === null) {
      this.status.change({ phase: 'unsupported' })
      return
    }
    this.thread = new Thread(way, (news) => {
      this.recorder?.hear(news)
      if (news.news === 'part') void this.count().then(() => this.handIn())
    })
    this.recorder = new Recorder(this.thread, this.status, { minFreeBytes, position })
  }

  stream(): MediaStream | null {
    return this.recorder?.stream ?? null
  }

  async enrolment(): Promise<Enrolment> {
    const { id, publicKey } = await deviceKey()
    return { id, publicKey }
  }

  remembered(): Promise<{ officerId: string; incidentId: string | null } | null> {
    return fact('remembered')
  }

  async start(order: StartRecording): Promise<{ recordingId: string }> {
    if (!this.recorder) throw new CaptureProblem('browser_cannot_record')
    const started = await this.recorder.start(order)
    void this.uploader.greet()
    return started
  }

  async stop(): Promise<void> {
    if (!this.recorder) throw new CaptureProblem('not_recording')
    await this.recorder.stop()
    await this.count()
    this.handIn()
  }

  async resume(): Promise<void> {
    if (!this.recorder) throw new CaptureProblem('not_recording')
    await this.recorder.resume()
  }

  async recordings(): Promise<RecordingOnPhone[]> {
    const rows = (await recordingsKept()).sort((one, other) => other.begunAtMs - one.begunAtMs)
    return Promise.all(rows.map(async (row) => recordingOnPhone(row, await partsOf(row.id), await receiptsOf(row.id))))
  }

  partFile(recordingId: string, number: number): Promise<Blob | null> {
    return fileOf(recordingId, number)
  }

  async recover(): Promise<Recovery> {
    const nothing = { recovered: [], orphans: [] }
    const { thread } = this
    if (!thread) return nothing
    // While any tab records, its open recording is alive: nothing is recovered then.
    const { locks } = navigator
    const once = { ifAvailable: true }
    const found = await locks.request(RECORDING_LOCK, once, (lock) => (lock ? thread.recover() : nothing))
    await this.count()
    return found
  }

  upload(): Promise<void> {
    return this.uploader.run(true)
  }

  retry(recordingId: string): Promise<void> {
    return this.uploader.retry(recordingId)
  }

  async clear(recordingId: string): Promise<Cleared> {
    const parts = (await partsOf(recordingId)).filter((part) => part.onPhone === 1)
    const receipts = await receiptsOf(recordingId)
    const named = new Set(receipts.flatMap(({ receipt }) => heldBy(receipt, parts)))
    const held = parts.filter((part) => part.phase === 'held' && named.has(part.claimSha256 ?? ''))
    for (const part of held) {
      await deleteFile(recordingId, part.number)
      await changePart(recordingId, part.number, { onPhone: 0 })
    }
    await this.count()
    return { deleted: held.length, kept: parts.length - held.length }
  }

  dispose(): void {
    this.uploader.dispose()
    this.recorder?.dispose()
    this.thread?.dispose()
  }

  async wakeUp(): Promise<void> {
    await this.recover()
    void this.uploader.greet().then(() => this.uploader.run(true))
  }

  private handIn(): void {
    void this.uploader.run()
  }

  private uploaded(change: Partial<UploadState>): void {
    this.status.change({ upload: { ...this.status.get().upload, ...change } })
    void this.count()
  }

  private async count(): Promise<void> {
    const { recordingId } = this.status.get()
    const { onPhone, held, refused, heldOfOne } = await counts(recordingId)
    const { closed } = this.status.get().current
    this.status.change({ parts: { onPhone, held, refused }, current: { closed, held: heldOfOne } })
  }
}

/** The recorder of this page: recovers what a killed browser left, then hands in by itself from now on. */
export async function createCapture(options: CaptureOptions): Promise<Capture> {
  const door = new Door(options)
  await door.wakeUp()
  return door
}

/** Signs, with this phone's own key, what `write` makes of the phone's id: the signature as of a claim. */
export async function signText(write: (deviceId: string) => string): Promise<{ text: string; signature: string }> {
  const { id, pair } = await deviceKey()
  const text = write(id)
  return { text, signature: await signatureOf(text, pair.privateKey) }
}
