/** What the screens see: one immutable snapshot, replaced at every change, and what the phone keeps, listed. */

import type { PartRow, ReceiptRow, RecordingRow } from './vault'
import type { EndReason, SignedReceipt } from './words'

export type Phase = 'idle' | 'starting' | 'recording' | 'interrupted' | 'stopped' | 'unsupported'

export interface Snapshot {
  phase: Phase
  recordingId: string | null
  incidentId: string | null
  /** Recorded time over all takes, without the interruptions. */
  elapsedMs: number
  /** Takes begun so far. */
  takes: number
  /** Parts of every recording kept in this browser. */
  parts: { onPhone: number; held: number; refused: number }
  /** Parts of the current recording. */
  current: { closed: number; held: number }
  /** 0 to 100, null where the browser does not tell. */
  battery: number | null
  /** There is room for at least so much (steps of 0.5, 1, 2, 4 … 64 GB); null until looked. */
  freeBytes: number | null
  /** Frames lost in this recording (camera, encoder queue). */
  dropped: number
  /** Set while interrupted: why, and since when (epoch ms). */
  interruption: { reason: EndReason; sinceMs: number } | null
  /** The browser promised not to evict our storage; null until asked. */
  persisted: boolean | null
  /** The microphone is being recorded. */
  sound: boolean
  upload: UploadState
}

export interface UploadState {
  /** working: a pass runs; waiting: nothing to do, or a pause; blocked: the server refuses this device for now. */
  state: 'working' | 'waiting' | 'blocked'
  /** Claims the server has not answered yet. */
  claimsWaiting: number
  /** Stable code of the last failure: network, or the server's own code. */
  code: string | null
  lastContactMs: number | null
}

export interface Subscribable<T> {
  get(): T
  /** Calls back at once and at every change; returns the way to stop. */
  subscribe(listener: (value: T) => void): () => void
}

export const FIRST: Snapshot = {
  phase: 'idle', recordingId: null, incidentId: null, elapsedMs: 0, takes: 0,
  parts: { onPhone: 0, held: 0, refused: 0 }, current: { closed: 0, held: 0 },
  battery: null, freeBytes: null, dropped: 0, interruption: null, persisted: null, sound: false,
  upload: { state: 'waiting', claimsWaiting: 0, code: null, lastContactMs: null },
}

export class Status implements Subscribable<Snapshot> {
  private value: Snapshot = FIRST
  private readonly listeners = new Set<(value: Snapshot) => void>()

  get(): Snapshot {
    return this.value
  }

  subscribe(listener: (value: Snapshot) => void): () => void {
    this.listeners.add(listener)
    listener(this.value)
    return () => this.listeners.delete(listener)
  }

  change(part: Partial<Snapshot>): void {
    this.value = { ...this.value, ...part }
    for (const listener of this.listeners) listener(this.value)
  }
}

export interface PartOnPhone {
  number: number
  take: number
  size: number
  seconds: number
  /** open: being written; closed: claim made; claimed: the server knows; put: sent; held: receipt; refused: see code. */
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

const seconds = (row: PartRow): number =>
  ((row.fragments.at(-1)?.mediaToUs ?? 0) - (row.fragments[0]?.mediaFromUs ?? 0)) / 1e6

function partOnPhone(row: PartRow): PartOnPhone {
  const { number, take, size, phase: state, code, takeEnded, unattestedBytes } = row
  const onPhone = row.onPhone === 1
  return { number, take, size, seconds: seconds(row), state, code, takeEnded, unattestedBytes, onPhone }
}

export function recordingOnPhone(row: RecordingRow, parts: PartRow[], receipts: ReceiptRow[]): RecordingOnPhone {
  const { id, officerId, incidentId, begunAtMs, recovered, closing } = row
  return {
    id, officerId, incidentId, begunAtMs, recovered, open: closing === null,
    seconds: parts.reduce((sum, part) => sum + seconds(part), 0),
    takes: new Set(parts.map((part) => part.take)).size,
    parts: parts.map(partOnPhone),
    closing: closing ? { state: closing.phase, code: closing.code } : { state: 'none', code: null },
    receipts: receipts.map(({ receipt, check }) => ({ receipt, check })),
  }
}

export type ProblemCode = keyof typeof SENTENCES

const SENTENCES = {
  browser_cannot_record: [
    '这个浏览器不能录制可核验的视频。请改用新版 Chrome 或 Edge。',
    'This browser cannot record verifiable footage. Use a current Chrome or Edge.',
  ],
  storage_low: [
    '手机剩余空间不足 500 MB，未开始录制。请先上传并清理已有回执的视频。',
    'Less than 500 MB is free, so nothing was recorded. Hand in, then clear footage that has its receipt.',
  ],
  other_tab: [
    '另一个页面正在录制。请回到那个页面。',
    'Another tab is recording. Go back to that tab.',
  ],
  camera_denied: [
    '没有使用摄像头的权限。请在浏览器设置中允许摄像头和麦克风。',
    'The camera is not allowed. Allow camera and microphone in the settings of the browser.',
  ],
  camera_missing: [
    '没有找到摄像头。请检查设备后再试。',
    'No camera was found. Check the device and try again.',
  ],
  camera_busy: [
    '摄像头被其他应用占用或没有画面。请关闭其他应用后再试。',
    'The camera is in use elsewhere or gives no picture. Close other apps and try again.',
  ],
  already_recording: [
    '正在录制。请先结束当前录制。',
    'A recording is running. Stop it first.',
  ],
  not_recording: [
    '现在没有录制。请先开始录制。',
    'Nothing is being recorded. Start a recording first.',
  ],
} as const

/** A refusal of the recorder: a stable code and what to do, in both languages. */
export class CaptureProblem extends Error {
  readonly textZh: string
  readonly textEn: string

  constructor(readonly code: ProblemCode) {
    super(SENTENCES[code][1])
    this.textZh = SENTENCES[code][0]
    this.textEn = SENTENCES[code][1]
  }
}
