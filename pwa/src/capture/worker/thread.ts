/** The page's hand on the recording thread: turns a camera stream into takes kept on this phone. */

import { whyEnded } from '../camera'
import { Tape, tapeKind } from '../fallback'
import { now, type RecordingRow } from '../vault'
import type { Done, Found, Letter, News, Order, Reply } from './orders'
import type { Surroundings } from './keeper'
import type { EndReason } from '../words'

export type Way = 'webcodecs' | 'mediarecorder'

declare class MediaStreamTrackProcessor<T> {
  constructor(init: { track: MediaStreamTrack; maxBufferSize?: number })
  readonly readable: ReadableStream<T>
}

/** How this browser can record, the better way first; null where it cannot. */
export function wayToRecord(): Way | null {
  const shelf = 'storage' in navigator && 'getDirectory' in navigator.storage && 'locks' in navigator
  if (!shelf || !('mediaDevices' in navigator)) return null
  const needed = ['MediaStreamTrackProcessor', 'VideoEncoder', 'AudioEncoder']
  if (needed.every((name) => name in globalThis)) return 'webcodecs'
  return tapeKind() ? 'mediarecorder' : null
}

interface Waiting {
  done(value: Done): void
  failed(cause: Error): void
}

export class Thread {
  private readonly thread = new Worker(new URL('./recorder.worker.ts', import.meta.url), { type: 'module' })
  private readonly waiting = new Map<number, Waiting>()
  private tape: Tape | null = null
  private last = 0

  constructor(private way: Way, private readonly news: (news: News) => void) {
    this.thread.onmessage = ({ data }: MessageEvent<Reply>) => this.hear(data)
    this.thread.onerror = (event) => this.broken(event.message)
  }

  open(recording: RecordingRow, around: Surroundings): Promise<Done> {
    return this.ask({ do: 'open', recording, around })
  }

  /** Begins a take; resolves with whether its sound is recorded. */
  async begin(stream: MediaStream): Promise<boolean> {
    if (this.way === 'mediarecorder') return this.beginTape(stream)
    const [picture] = stream.getVideoTracks()
    const [voice] = stream.getAudioTracks()
    if (!picture) throw new Error('no_picture')
    const video = new MediaStreamTrackProcessor<VideoFrame>({ track: picture, maxBufferSize: 8 }).readable
    const audio = voice ? new MediaStreamTrackProcessor<AudioData>({ track: voice, maxBufferSize: 100 }).readable : null
    try {
      const done = await this.ask({ do: 'take', video, audio }, audio ? [video, audio] : [video])
      return done !== null && 'sound' in done && done.sound
    } catch (cause) {
      if (!(cause instanceof Error && cause.message === 'no_codec' && tapeKind())) throw cause
      this.way = 'mediarecorder'
      return this.beginTape(stream)
    }
  }

  /** Everything of the take is on the disk and claimed when this resolves. */
  async end(reason: EndReason): Promise<void> {
    await this.tape?.end()
    this.tape = null
    await this.ask({ do: 'end', reason })
  }

  async close(reason: EndReason): Promise<void> {
    await this.end(reason)
    await this.ask({ do: 'close', reason })
  }

  look(around: Surroundings): void {
    this.ask({ do: 'around', around }).catch((cause: unknown) => console.warn(cause))
  }

  async recover(): Promise<Found> {
    const found = await this.ask({ do: 'recover' })
    return found && 'orphans' in found ? found : { recovered: [], orphans: [] }
  }

  /** The largest of these sizes (bytes) there is room for, else 0. */
  async room(sizes: number[]): Promise<number> {
    const done = await this.ask({ do: 'room', sizes })
    return done !== null && 'room' in done ? done.room : 0
  }

  dispose(): void {
    this.thread.terminate()
  }

  private async beginTape(stream: MediaStream): Promise<boolean> {
    const kind = tapeKind()
    if (!kind) throw new Error('no_codec')
    const audio = stream.getAudioTracks().length > 0 ? kind.audio : null
    const tape = new Tape(stream, kind, {
      bytes: (bytes, at) => void this.ask({ do: 'bytes', bytes, at }, [bytes]),
      stopped: async () => this.news({ news: 'ended', reason: await whyEnded(), byItself: true }),
    })
    this.tape = tape
    await this.ask({ do: 'bytesTake', video: kind.video, audio, from: now() })
    tape.begin()
    return audio !== null
  }

  private ask(order: Order, transfer: Transferable[] = []): Promise<Done> {
    const id = ++this.last
    const answer = new Promise<Done>((done, failed) => this.waiting.set(id, { done, failed }))
    this.thread.postMessage({ id, order } satisfies Letter, transfer)
    return answer
  }

  private hear(reply: Reply): void {
    if ('news' in reply) return this.news(reply)
    const waiting = this.waiting.get(reply.id)
    this.waiting.delete(reply.id)
    if ('failed' in reply) waiting?.failed(new Error(reply.failed))
    else waiting?.done(reply.done)
  }

  private broken(message: string): void {
    for (const waiting of this.waiting.values()) waiting.failed(new Error(message))
    this.waiting.clear()
  }
}
