/** Where a browser has no WebCodecs for camera streams: a MediaRecorder that makes MP4, cut by the recording thread. */

import { type Clock, now } from './vault'

const SLICE_MS = 250
const BITS = { videoBitsPerSecond: 2_500_000, audioBitsPerSecond: 64_000 }

export interface TapeKind {
  mime: string
  video: string
  audio: string
}

const KINDS: readonly TapeKind[] = [
  { video: 'avc1.42E01F', audio: 'mp4a.40.2' },
  { video: 'avc1.42E01F', audio: 'opus' },
  { video: 'vp9', audio: 'opus' },
].map(({ video, audio }) => ({ video, audio, mime: `video/mp4;codecs=${video},${audio}` }))

/** What this browser's MediaRecorder makes as MP4; null where it offers WebM only or nothing. */
export function tapeKind(): TapeKind | null {
  if (!('MediaRecorder' in globalThis)) return null
  return KINDS.find(({ mime }) => MediaRecorder.isTypeSupported(mime)) ?? null
}

interface Listener {
  bytes(bytes: ArrayBuffer, at: Clock): void
  /** The recorder stopped by itself: a revoked permission shows only so. */
  stopped(): void
}

export class Tape {
  private readonly recorder: MediaRecorder
  private sending: Promise<void> = Promise.resolve()

  constructor(stream: MediaStream, kind: TapeKind, private readonly hears: Listener) {
    // Without a key frame every second the time slice is ignored, and the first bytes come after seven.
    const options = { mimeType: kind.mime, videoKeyFrameIntervalDuration: 1000, ...BITS }
    this.recorder = new MediaRecorder(stream, options)
    this.recorder.ondataavailable = ({ data }) => this.queue(data, now())
    this.recorder.onstop = () => hears.stopped()
  }

  begin(): void {
    this.recorder.start(SLICE_MS)
  }

  /** Everything recorded has been sent when this resolves. */
  async end(): Promise<void> {
    if (this.recorder.state !== 'inactive') {
      await new Promise<unknown>((resolve) => {
        this.recorder.onstop = resolve
        this.recorder.stop()
      })
    }
    await this.sending
  }

  private queue(data: Blob, at: Clock): void {
    this.sending = this.sending.then(async () => this.hears.bytes(await data.arrayBuffer(), at))
  }
}
