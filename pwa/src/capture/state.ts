/** What the screens see: one immutable snapshot, replaced at every change. */

import type { EndReason } from './words'

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
  /** working: a pass is running; waiting: nothing to do or backing off; blocked: the server refuses this device for now. */
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
