/** The recording thread: one recording at a time, its orders one after the other. A busy page cannot stop it. */

import { deviceKey } from '../keys'
import { type Clock, type RecordingRow, roomFor } from '../vault'
import type { EndReason } from '../words'
import { Cutter, spanOf, type VideoTrack, videoTrack } from './boxes'
import { openInput } from './codecs'
import { Keeper, type Piece, type Surroundings, type TakeHead } from './keeper'
import type { Done, Letter, News, Order, Reply } from './orders'
import { recover } from './recovery'
import { Take } from './take'

interface BytesTake {
  cutter: Cutter
  video: string
  audio: string | null
  track: VideoTrack | null
  from: Clock
}

const tell = (news: News): void => postMessage(news satisfies Reply)

class Desk {
  private keeper: Keeper | null = null
  private take: Take | null = null
  private bytes: BytesTake | null = null
  private keeping: Promise<void> = Promise.resolve()
  /** After a failed write nothing more of this take is kept: a hole inside a take would be a lie. */
  private deaf = false
  private orders: Promise<unknown> = Promise.resolve()

  /** Runs after every order before it. */
  queue(order: Order): Promise<Done> {
    const work = this.orders.then(() => this.run(order))
    this.orders = work.catch(() => undefined)
    return work
  }

  private async run(order: Order): Promise<Done> {
    switch (order.do) {
      case 'open': return this.open(order.recording, order.around)
      case 'take': return this.beginTake(order.video, order.audio)
      case 'bytesTake': return this.beginBytes(order)
      case 'bytes': return this.cut(order.bytes, order.at)
      case 'around': return this.look(order.around)
      case 'end': return this.end(order.reason, false)
      case 'close': return this.close(order.reason)
      case 'recover': return recover()
      case 'room': return { room: await roomFor(order.sizes) }
    }
  }

  private async open(recording: RecordingRow, around: Surroundings): Promise<Done> {
    this.keeper = new Keeper(recording, await deviceKey(), { ...around }, (number) => tell({ news: 'part', number }))
    return null
  }

  private look(around: Surroundings): Done {
    if (this.keeper) Object.assign(this.keeper.around, around)
    return null
  }

  private async beginTake(video: ReadableStream<VideoFrame>, audio: ReadableStream<AudioData> | null): Promise<Done> {
    const input = await openInput(video, audio)
    this.deaf = false
    this.take = new Take(input, {
      head: (head) => this.onHead(head),
      piece: (piece) => this.onPiece(piece),
      broken: (reason) => this.endByItself(reason),
    })
    await this.take.begin()
    return { sound: input.sounds !== null }
  }

  private beginBytes(order: { video: string; audio: string | null; from: Clock }): Done {
    this.deaf = false
    this.bytes = { cutter: new Cutter(), video: order.video, audio: order.audio, track: null, from: order.from }
    return { sound: order.audio !== null }
  }

  private cut(buffer: ArrayBuffer, at: Clock): Done {
    const { bytes } = this
    if (!bytes) return null
    for (const cut of bytes.cutter.feed(new Uint8Array(buffer))) {
      bytes.track ??= this.bytesHead(bytes)
      const span = bytes.track && spanOf(cut.moof, bytes.track)
      if (span) this.onPiece({ bytes: cut.bytes, span, from: bytes.from, to: at, dropped: 0 })
      bytes.from = at
    }
    return null
  }

  private bytesHead({ cutter, video, audio }: BytesTake): VideoTrack | null {
    if (!cutter.init) return null
    this.onHead({ init: cutter.init, recorder: 'mediarecorder', video, audio })
    return videoTrack(cutter.init)
  }

  private onHead(head: TakeHead): void {
    this.then((keeper) => keeper.beginTake(head))
  }

  private onPiece(piece: Piece): void {
    this.then(async (keeper) => {
      await keeper.keep(piece)
      tell({ news: 'fragment', mediaToUs: piece.span.toUs, dropped: piece.dropped })
    })
  }

  private then(work: (keeper: Keeper) => void | Promise<void>): void {
    this.keeping = this.keeping.then(async () => {
      if (this.deaf || !this.keeper) return
      try {
        await work(this.keeper)
      } catch (cause) {
        console.error(cause)
        this.deaf = true
        this.endByItself('storage')
      }
    })
  }

  private endByItself(reason: EndReason): void {
    void this.orders.then(() => this.end(reason, true)).catch((cause: unknown) => console.error(cause))
  }

  private async end(reason: EndReason, byItself: boolean): Promise<Done> {
    if (!this.keeper || (!this.take && !this.bytes)) return null
    const take = this.take
    this.take = this.bytes = null
    await take?.end()
    await this.keeping
    await this.keeper.endTake(reason)
    tell({ news: 'ended', reason, byItself })
    return null
  }

  private async close(reason: EndReason): Promise<Done> {
    await this.end(reason, false)
    await this.keeper?.close(reason)
    this.keeper = null
    return null
  }
}

const desk = new Desk()

self.onmessage = async ({ data }: MessageEvent<Letter>): Promise<void> => {
  try {
    postMessage({ id: data.id, done: await desk.queue(data.order) } satisfies Reply)
  } catch (cause) {
    console.error(cause)
    postMessage({ id: data.id, failed: cause instanceof Error ? cause.message : String(cause) } satisfies Reply)
  }
}
