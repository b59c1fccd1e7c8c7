/** One recording's way to the disk: fragment → file → flush → hash → signed journal row; closed part → claim. */

import { fragmentText, sha256, signatureOf, signed, type Signed } from '../claim'
import {
  type Clock, type DeviceKey, fact, fileName, folderOf, type Fragment, keepPart, keepRecording, now, type PartRow,
  type RecordingRow,
} from '../vault'
import type { ClosingClaim, EndReason, PartClaim, Position } from '../words'
import type { Span } from './boxes'

export const PART_US = 5_000_000
/** A seam of this much still counts as a full part: fragments are never exactly a second. */
const PART_SLACK_US = 250_000

/** What the phone knows beside the footage, as last told by the page. */
export interface Surroundings {
  position: Position | null
  positionMissing: string | null
  batteryPercent: number | null
  /** Frames the camera itself lost since the page began to count. */
  cameraDropped: number
}

export interface TakeHead {
  init: Uint8Array<ArrayBuffer>
  recorder: 'webcodecs' | 'mediarecorder'
  video: string
  audio: string | null
}

export interface Piece {
  bytes: Uint8Array<ArrayBuffer>
  span: Span
  from: Clock
  to: Clock
  /** Frames the encoder queue lost since the take began. */
  dropped: number
}

export function bodyOfPart(row: PartRow, recording: RecordingRow, extra: PartExtra): PartClaim {
  const first = row.fragments[0]
  const last = row.fragments.at(-1)
  if (!first || !last || !row.sha256) throw new Error('a part without a fragment has no claim')
  return {
    kind: 'part', version: 1,
    recording_id: row.recordingId, device_id: recording.deviceId, officer_id: recording.officerId,
    incident_id: recording.incidentId, take: row.take, number: row.number,
    sha256: row.sha256, size: row.size, init_sha256: row.init.sha256, previous: extra.previous,
    media_from_us: first.mediaFromUs, media_to_us: last.mediaToUs,
    wall_from_ms: first.from.wallMs, wall_to_ms: last.to.wallMs,
    mono_from_us: first.from.monoUs, mono_to_us: last.to.monoUs,
    frames: row.fragments.reduce((sum, fragment) => sum + fragment.frames, 0), frames_dropped: extra.dropped,
    recorder: row.recorder, video: row.video, audio: row.audio,
    anchor: extra.anchor, position: extra.position, position_missing: extra.positionMissing,
    battery_percent: extra.batteryPercent, take_ended: row.takeEnded, unattested_bytes: row.unattestedBytes,
  }
}

export interface PartExtra {
  previous: string | null
  dropped: number
  anchor: PartClaim['anchor']
  position: Position | null
  positionMissing: string | null
  batteryPercent: number | null
}

export function claimed(row: PartRow, claim: Signed): PartRow {
  return { ...row, claim: claim.text, claimSha256: claim.sha256, signature: claim.signature, phase: 'closed' }
}

export interface Ending {
  parts: number
  takes: number
  previous: string | null
  reason: EndReason
  recovered: boolean
}

/** Writes the closing claim into the recording's row. */
export async function closeRecording(recording: RecordingRow, ending: Ending, key: DeviceKey): Promise<RecordingRow> {
  const at = now()
  const body: ClosingClaim = {
    kind: 'close', version: 1, recording_id: recording.id, device_id: recording.deviceId,
    officer_id: recording.officerId, incident_id: recording.incidentId, ...ending,
    wall_ms: at.wallMs, mono_us: at.monoUs, anchor: await fact('anchor'),
  }
  const { text, sha256: digest, signature } = await signed(body, key.pair.privateKey)
  const closing = { claim: text, sha256: digest, signature, phase: 'closed', code: null } as const
  const row: RecordingRow = { ...recording, recovered: ending.recovered, closing }
  await keepRecording(row)
  return row
}

export class Keeper {
  private row: PartRow | null = null
  private file: FileSystemSyncAccessHandle | null = null
  private head: TakeHead | null = null
  private previous: string | null = null
  private number = 0
  private takes = 0
  private lost = { encoder: 0, camera: 0 }
  private unsaidDrops = 0

  constructor(
    private readonly recording: RecordingRow,
    private readonly key: DeviceKey,
    readonly around: Surroundings,
    private readonly onPart: (number: number) => void,
  ) {
    this.lost.camera = around.cameraDropped
  }

  beginTake(head: TakeHead): void {
    this.head = head
    this.lost.encoder = 0
    this.takes += 1
  }

  async keep(piece: Piece): Promise<void> {
    // WebCodecs always has a frame to come after a full part; a MediaRecorder may stop exactly there, and then
    // this part must still be able to carry why the take ended: it is closed only when the next one begins.
    if (this.row && this.full(this.row)) await this.closePart(null)
    const { row, file } = await this.part()
    const at = row.fragments.at(-1)?.end ?? row.init.size
    file.write(piece.bytes, { at })
    file.flush()
    await this.journal(row, piece, at + piece.bytes.length)
    if (row.recorder === 'webcodecs' && this.full(row)) await this.closePart(null)
  }

  async endTake(reason: EndReason): Promise<void> {
    if (this.row) await this.closePart(reason)
    this.head = null
  }

  async close(reason: EndReason): Promise<void> {
    const ending = { parts: this.number, takes: this.takes, previous: this.previous, reason, recovered: false }
    await closeRecording(this.recording, ending, this.key)
  }

  private full(row: PartRow): boolean {
    const first = row.fragments[0]
    const last = row.fragments.at(-1)
    return first !== undefined && last !== undefined && last.mediaToUs - first.mediaFromUs >= PART_US - PART_SLACK_US
  }

  private async part(): Promise<{ row: PartRow; file: FileSystemSyncAccessHandle }> {
    if (this.row && this.file) return { row: this.row, file: this.file }
    if (!this.head) throw new Error('no take has begun')
    const { init, recorder, video, audio } = this.head
    const folder = await folderOf(this.recording.id)
    const handle = await folder.getFileHandle(fileName(this.number), { create: true })
    this.file = await handle.createSyncAccessHandle()
    this.file.write(init, { at: 0 })
    this.row = {
      recordingId: this.recording.id, number: this.number, take: this.takes - 1, recorder, video, audio,
      init: { size: init.length, sha256: await sha256(init) }, fragments: [], takeEnded: null, unattestedBytes: 0,
      claim: null, claimSha256: null, signature: null, sha256: null, size: 0, phase: 'open', code: null, onPhone: 1,
    }
    return { row: this.row, file: this.file }
  }

  private async journal(row: PartRow, piece: Piece, end: number): Promise<void> {
    const digest = await sha256(piece.bytes)
    const text = fragmentText(row.recordingId, row.number, row.fragments.length, digest)
    const fragment: Fragment = {
      end, sha256: digest, signature: await signatureOf(text, this.key.pair.privateKey), frames: piece.span.frames,
      mediaFromUs: piece.span.fromUs, mediaToUs: piece.span.toUs, from: piece.from, to: piece.to,
    }
    this.unsaidDrops += piece.dropped - this.lost.encoder
    this.lost.encoder = piece.dropped
    row.fragments.push(fragment)
    row.size = end
    await keepPart(row)
  }

  private async closePart(reason: EndReason | null): Promise<void> {
    const { row, file } = { row: this.row, file: this.file }
    if (!row || !file) return
    this.row = this.file = null
    const unattestedBytes = file.getSize() - row.size
    // No fragment reached the journal (the disk is full): the file stays, and recovery lists it.
    if (row.fragments.length === 0) return file.close()
    const bytes = new Uint8Array(row.size)
    file.read(bytes, { at: 0 })
    file.truncate(row.size)
    file.flush()
    file.close()
    const whole: PartRow = { ...row, sha256: await sha256(bytes), takeEnded: reason, unattestedBytes }
    const claim = await signed(bodyOfPart(whole, this.recording, await this.extra()), this.key.pair.privateKey)
    await keepPart(claimed(whole, claim))
    this.previous = claim.sha256
    this.number += 1
    this.onPart(row.number)
  }

  private async extra(): Promise<PartExtra> {
    const { position, positionMissing, batteryPercent } = this.around
    const anchor = await fact('anchor')
    return { previous: this.previous, dropped: this.drops(), anchor, position, positionMissing, batteryPercent }
  }

  /** Frames lost since the last claim, by camera and encoder together. */
  private drops(): number {
    const lost = this.unsaidDrops + Math.max(0, this.around.cameraDropped - this.lost.camera)
    this.lost.camera = this.around.cameraDropped
    this.unsaidDrops = 0
    return lost
  }
}
