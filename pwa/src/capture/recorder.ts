/** One recording as the page sees it: start, interruptions and their ends, stop. The bytes are the worker's. */

import { alive, cameraDropped, closeCamera, openCamera, watch } from './camera'
import { deviceKey } from './keys'
import { askToPersist, batteryPercent, Place, Wake } from './phone'
import { CaptureProblem, FIRST, type ProblemCode, type Status } from './state'
import { keepFact, keepRecording, type RecordingRow } from './vault'
import type { EndReason } from './words'
import type { Surroundings } from './worker/keeper'
import type { News } from './worker/orders'
import type { Thread } from './worker/thread'

export const RECORDING_LOCK = 'lianzheng-recording'
const TICK_MS = 1_000
/** Nothing new on the disk for so long: the camera is stuck, although no event said so. */
const STUCK_MS = 8_000
/** How often, and for which sizes (bytes), the disk is asked. */
const ROOM_MS = 30_000
const ROOMS = [0.5, 1, 2, 4, 8, 16, 32, 64].map((gigabytes) => gigabytes * 1e9)
const LOCK_WAIT_MS = 1_500
const WORTH_RETRY_MS = 2_000

export interface StartRecording {
  officerId: string
  incidentId: string | null
  /** Otherwise the rear camera with its microphone is opened. */
  stream?: MediaStream
}

const CAMERA_PROBLEMS: Record<string, ProblemCode> = {
  NotAllowedError: 'camera_denied', SecurityError: 'camera_denied', NotFoundError: 'camera_missing',
  OverconstrainedError: 'camera_missing', NotReadableError: 'camera_busy', AbortError: 'camera_busy',
}

const THREAD_PROBLEMS: Record<string, ProblemCode> = { no_picture: 'camera_busy', no_codec: 'browser_cannot_record' }

/** Resolves with the way to give the lock back. A tab that recovers has it for a moment, one that records for long. */
async function takeLock(): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const held = (): Promise<void> => new Promise((release) => resolve(release))
    const asked = navigator.locks.request(RECORDING_LOCK, { signal: AbortSignal.timeout(LOCK_WAIT_MS) }, held)
    asked.catch(() => reject(new CaptureProblem('other_tab')))
  })
}

export class Recorder {
  stream: MediaStream | null = null
  private release: (() => void) | null = null
  private unwatch: () => void = () => undefined
  private ticker: ReturnType<typeof setInterval> | undefined
  private readonly wake = new Wake()
  private readonly place = new Place()
  /** Media time of the takes that ended, and the last second of this one on the disk. */
  private beforeMs = 0
  private takeMs = 0
  private takeBegan = 0
  private lastNews = 0
  private lookedAtRoom = 0
  /** Frames the encoder lost: in the takes before, and in this one. */
  private droppedBefore = 0
  private droppedNow = 0
  private acts: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly thread: Thread,
    private readonly status: Status,
    private readonly options: { minFreeBytes: number; position: boolean },
  ) {}

  start(order: StartRecording): Promise<{ recordingId: string }> {
    return this.next(async () => {
      if (this.active) throw new CaptureProblem('already_recording')
      this.release = await takeLock()
      try {
        const freeBytes = await this.room()
        if (freeBytes < this.options.minFreeBytes) throw new CaptureProblem('storage_low')
        const { parts, upload } = this.status.get()
        this.status.change({ ...FIRST, parts, upload, phase: 'starting', freeBytes })
        return await this.begin(order)
      } catch (cause) {
        this.quit('idle')
        throw cause
      }
    })
  }

  stop(): Promise<void> {
    return this.next(async () => {
      if (!this.active) throw new CaptureProblem('not_recording')
      await this.thread.close('manual')
      this.quit('stopped')
    })
  }

  resume(): Promise<void> {
    return this.next(async () => {
      if (!this.active) throw new CaptureProblem('not_recording')
      if (this.status.get().phase === 'interrupted') await this.beginTake()
    })
  }

  hear(news: News): void {
    if (news.news === 'fragment') {
      this.lastNews = performance.now()
      this.takeMs = news.mediaToUs / 1000
      this.droppedNow = news.dropped
    }
    if (news.news === 'part') this.status.change({ current: { ...this.status.get().current, closed: news.number + 1 } })
    if (news.news === 'ended' && news.byItself) {
      this.lost(news.reason)
      // A turned phone changes the size of the picture, an encoder may fail once: try the next take. Not for ever.
      if (news.reason !== 'storage' && this.takeMs > WORTH_RETRY_MS) this.back()
    }
  }

  /** Ends a running recording's take for good measure; the recording stays open for recovery. */
  dispose(): void {
    this.lost('hidden')
    this.quit('idle')
  }

  private get active(): boolean {
    return ['recording', 'interrupted'].includes(this.status.get().phase)
  }

  /** One act after the other, in the order they were asked for. */
  private next<T>(act: () => Promise<T>): Promise<T> {
    const done = this.acts.then(act)
    this.acts = done.catch(() => undefined)
    return done
  }

  private async begin(order: StartRecording): Promise<{ recordingId: string }> {
    this.stream = order.stream ?? (await this.camera())
    void askToPersist().then((persisted) => this.status.change({ persisted }))
    if (this.options.position) this.place.begin()
    const { officerId, incidentId } = order
    const id = crypto.randomUUID()
    const deviceId = (await deviceKey()).id
    const facts = { id, deviceId, officerId, incidentId, begunAtMs: Date.now() }
    const row: RecordingRow = { ...facts, recovered: false, closing: null }
    await keepRecording(row)
    await keepFact('remembered', { officerId, incidentId })
    await this.thread.open(row, await this.around())
    this.beforeMs = this.takeMs = this.droppedBefore = this.droppedNow = 0
    this.status.change({ recordingId: id, incidentId })
    try {
      await this.beginTake()
    } catch (cause) {
      await this.thread.close('camera_lost')
      throw cause
    }
    this.ticker = setInterval(() => void this.tick(), TICK_MS)
    return { recordingId: id }
  }

  private async camera(): Promise<MediaStream> {
    try {
      return await openCamera()
    } catch (cause) {
      const code = cause instanceof DOMException ? CAMERA_PROBLEMS[cause.name] : undefined
      throw code ? new CaptureProblem(code) : cause
    }
  }

  private async beginTake(): Promise<void> {
    if (!alive(this.stream)) {
      closeCamera(this.stream)
      this.stream = await this.camera()
    }
    this.unwatch()
    this.unwatch = watch(this.stream, { lost: (reason) => this.lost(reason), back: () => this.back() })
    const sound = await this.thread.begin(this.stream).catch((cause: unknown) => {
      const code = cause instanceof Error ? THREAD_PROBLEMS[cause.message] : undefined
      throw code ? new CaptureProblem(code) : cause
    })
    await this.wake.hold()
    this.takeBegan = this.lastNews = performance.now()
    this.droppedBefore += this.droppedNow
    this.takeMs = this.droppedNow = 0
    this.status.change({ phase: 'recording', interruption: null, sound, takes: this.status.get().takes + 1 })
  }

  /** At once for the screen, and as the next act for the worker. */
  private lost(reason: EndReason): void {
    const { phase } = this.status.get()
    if (phase === 'starting') void this.next(async () => this.lost(reason))
    if (phase !== 'recording') return
    this.beforeMs += Math.max(this.takeMs, performance.now() - this.takeBegan)
    const interruption = { reason, sinceMs: Date.now() }
    this.status.change({ phase: 'interrupted', interruption, elapsedMs: this.beforeMs })
    void this.next(() => this.thread.end(reason)).catch((cause: unknown) => console.error(cause))
  }

  private back(): void {
    if (document.visibilityState !== 'visible') return
    void this.next(async () => {
      if (this.status.get().phase === 'interrupted') await this.beginTake()
    }).catch((cause: unknown) => console.warn(cause)) // still interrupted, and the screen says so
  }

  private async around(): Promise<Surroundings> {
    return {
      position: this.place.position, positionMissing: this.options.position ? this.place.missing : 'switched_off',
      batteryPercent: await batteryPercent(), cameraDropped: cameraDropped(this.stream),
    }
  }

  private room(): Promise<number> {
    this.lookedAtRoom = performance.now()
    return this.thread.room([this.options.minFreeBytes, ...ROOMS.filter((size) => size > this.options.minFreeBytes)])
  }

  private async tick(): Promise<void> {
    const around = await this.around()
    this.thread.look(around)
    const running = this.status.get().phase === 'recording'
    const elapsedMs = this.beforeMs + (running ? performance.now() - this.takeBegan : 0)
    const dropped = around.cameraDropped + this.droppedBefore + this.droppedNow
    this.status.change({ elapsedMs, battery: around.batteryPercent, dropped })
    if (performance.now() - this.lookedAtRoom > ROOM_MS) this.status.change({ freeBytes: await this.room() })
    if (running && performance.now() - this.lastNews > STUCK_MS) {
      this.lost('camera_lost')
      this.back()
    }
  }

  private quit(phase: 'idle' | 'stopped'): void {
    clearInterval(this.ticker)
    this.unwatch()
    this.place.end()
    void this.wake.release()
    closeCamera(this.stream)
    this.stream = null
    this.status.change({ phase, interruption: null })
    this.release?.()
    this.release = null
  }
}
