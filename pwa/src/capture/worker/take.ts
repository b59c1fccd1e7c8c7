/** One take by WebCodecs: frames and sound in, 1 s fragments out. One GOP = one second = one fragment. */

import {
  EncodedAudioPacketSource, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, NullTarget, Output,
} from 'mediabunny'
import { type Clock, now } from '../vault'
import { Aligner } from './aligner'
import { joined, spanOf, type VideoTrack, videoTrack } from './boxes'
import type { TakeInput } from './codecs'
import type { Piece, TakeHead } from './keeper'

type Bytes = Uint8Array<ArrayBuffer>
const GOP_US = 1_000_000
const FRAME_US = 33_333
const SOUND_US = 20_000
const MAX_QUEUE = 6

export type Broken = 'camera_lost' | 'camera_switch' | 'encoder'

export interface TakeEvents {
  head(head: TakeHead): void
  piece(piece: Piece): void
  /** The take cannot go on: a stream ran dry, the picture changed its size, an encoder failed. */
  broken(reason: Broken): void
}

const MP4_VIDEO = { avc1: 'avc', vp09: 'vp9' } as const
const MP4_AUDIO = { 'mp4a.40.2': 'aac', opus: 'opus' } as const

function packetOf(chunk: EncodedVideoChunk | EncodedAudioChunk, atUs: number): EncodedPacket {
  const bytes = new Uint8Array(chunk.byteLength)
  chunk.copyTo(bytes)
  return new EncodedPacket(bytes, chunk.type, atUs / 1e6, 0)
}

export class Take {
  private readonly pictures: EncodedVideoPacketSource
  private readonly sounds: EncodedAudioPacketSource | null
  private readonly output: Output
  private readonly videoEncoder: VideoEncoder
  private readonly audioEncoder: AudioEncoder | null
  private readonly aligner: Aligner
  private readonly loops: Promise<void>[] = []
  /** Clocks at each key frame, in order: the beginnings of the fragments to come. */
  private readonly keys: Clock[] = []
  private waiting: { packet: EncodedPacket; meta: EncodedVideoChunkMetadata | undefined } | null = null
  private adding: Promise<unknown> = Promise.resolve()
  private init: Bytes[] = []
  private track: VideoTrack | null = null
  private moof: Bytes | null = null
  private lastKeyUs = -Infinity
  private dropped = 0
  private ending = false
  private size: string | null = null

  constructor(private readonly input: TakeInput, private readonly events: TakeEvents) {
    const { video, audio } = input.codecs
    this.pictures = new EncodedVideoPacketSource(MP4_VIDEO[video.codec.slice(0, 4) as keyof typeof MP4_VIDEO])
    this.sounds = audio && new EncodedAudioPacketSource(MP4_AUDIO[audio.codec as keyof typeof MP4_AUDIO])
    this.output = new Output({ format: this.format(), target: new NullTarget() })
    this.output.addVideoTrack(this.pictures)
    if (this.sounds) this.output.addAudioTrack(this.sounds)
    this.aligner = new Aligner(audio !== null)
    const error = (): void => this.fail('encoder')
    this.videoEncoder = new VideoEncoder({ output: (chunk, meta) => this.addPicture(chunk, meta), error })
    this.videoEncoder.configure(video)
    this.audioEncoder = audio && new AudioEncoder({ output: (chunk, meta) => this.addSound(chunk, meta), error })
    if (audio) this.audioEncoder?.configure(audio)
  }

  async begin(): Promise<void> {
    await this.output.start()
    const { pictures, sounds } = this.input
    this.loops.push(this.read(pictures, (frame) => this.onFrame(frame)))
    if (sounds) this.loops.push(this.read(sounds, (data) => this.onSound(data)))
  }

  /** Flushes everything still inside; the last fragment has been handed over when this resolves. */
  async end(): Promise<void> {
    this.ending = true
    for (const reader of [this.input.pictures, this.input.sounds]) await reader?.cancel().catch(() => undefined)
    await Promise.allSettled(this.loops)
    for (const encoder of [this.videoEncoder, this.audioEncoder]) {
      if (encoder?.state !== 'configured') continue
      await encoder.flush().catch(() => undefined)
      encoder.close()
    }
    this.addWaiting(FRAME_US)
    await this.adding
    await this.output.finalize()
  }

  private format(): Mp4OutputFormat {
    return new Mp4OutputFormat({
      fastStart: 'fragmented',
      minimumFragmentDuration: 0.5,
      onFtyp: (data) => this.init.push(data.slice()),
      onMoov: (data) => this.onMoov(data.slice()),
      onMoof: (data) => (this.moof = data.slice()),
      onMdat: (data) => this.onMdat(data),
    })
  }

  private async read<T extends VideoFrame | AudioData>(
    reader: ReadableStreamDefaultReader<T>, take: (value: T) => void,
  ): Promise<void> {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (this.ending) value.close()
      else take(value)
    }
    if (!this.ending) this.fail('camera_lost')
  }

  private fail(reason: Broken): void {
    if (this.ending) return
    this.ending = true
    this.events.broken(reason)
  }

  private onFrame(frame: VideoFrame): void {
    const size = `${frame.displayWidth}x${frame.displayHeight}`
    this.size ??= size
    if (size !== this.size) this.fail('camera_switch')
    else if (this.aligner.begun(frame.timestamp) && this.videoEncoder.state === 'configured') this.encode(frame)
    frame.close()
  }

  private encode(frame: VideoFrame): void {
    const at = this.aligner.pictureUs(frame.timestamp)
    if (this.videoEncoder.encodeQueueSize > MAX_QUEUE) {
      this.dropped += 1
      return
    }
    const keyFrame = at - this.lastKeyUs >= GOP_US
    if (keyFrame) {
      this.lastKeyUs = at
      this.keys.push(now())
    }
    this.videoEncoder.encode(frame, { keyFrame })
  }

  private onSound(data: AudioData): void {
    const ours = this.aligner.hears(data.timestamp, data.duration)
    if (ours && this.audioEncoder?.state === 'configured') this.audioEncoder.encode(data)
    data.close()
  }

  /** One picture waits for the next: only the last of a take says how long it lasts, or the muxer would guess. */
  private addPicture(chunk: EncodedVideoChunk, meta?: EncodedVideoChunkMetadata): void {
    this.addWaiting(0)
    this.waiting = { packet: packetOf(chunk, this.aligner.pictureUs(chunk.timestamp)), meta }
  }

  private addWaiting(durationUs: number): void {
    const { waiting } = this
    this.waiting = null
    if (waiting) this.add(this.pictures.add(waiting.packet.clone({ duration: durationUs / 1e6 }), waiting.meta))
  }

  private addSound(chunk: EncodedAudioChunk, meta?: EncodedAudioChunkMetadata): void {
    const duration = (chunk.duration || SOUND_US) / 1e6
    const packet = packetOf(chunk, this.aligner.soundUs(chunk.timestamp)).clone({ duration })
    if (this.sounds) this.add(this.sounds.add(packet, meta))
  }

  private add(work: Promise<void>): void {
    this.adding = Promise.all([this.adding, work.catch(() => this.fail('encoder'))])
  }

  private onMoov(moov: Bytes): void {
    const { video, audio } = this.input.codecs
    const init = joined(...this.init, moov)
    this.track = videoTrack(init)
    this.events.head({ init, recorder: 'webcodecs', video: video.codec, audio: audio?.codec ?? null })
  }

  private onMdat(mdat: Uint8Array): void {
    const span = this.moof && this.track && spanOf(this.moof, this.track)
    const from = this.keys.shift()
    if (!this.moof || !span || !from) return
    const bytes = joined(this.moof, mdat.slice())
    this.events.piece({ bytes, span, from, to: this.keys[0] ?? now(), dropped: this.dropped })
  }
}
