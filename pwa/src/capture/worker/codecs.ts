/** Looks at the first frame and the first block of sound, and chooses codecs this browser offers for them. */

const VIDEO_BITRATE = 2_500_000
const AUDIO_BITRATE = 64_000
const DEAF_MS = 1_500
const BLIND_MS = 5_000

export interface Codecs {
  video: VideoEncoderConfig
  audio: AudioEncoderConfig | null
}

export interface Sound {
  sampleRate: number
  channels: number
}

/** The first configuration this browser offers; null where it can encode no picture. */
export async function chooseCodecs(width: number, height: number, sound: Sound | null): Promise<Codecs | null> {
  const common = { width, height, framerate: 30, bitrate: VIDEO_BITRATE, latencyMode: 'realtime' } as const
  const pictures: VideoEncoderConfig[] = [
    { ...common, codec: 'avc1.42E01F', avc: { format: 'avc' } },
    { ...common, codec: 'avc1.42E028', avc: { format: 'avc' } },
    { ...common, codec: 'vp09.00.31.08' },
  ]
  const video = await firstOf(pictures, (config) => VideoEncoder.isConfigSupported(config))
  if (!video) return null
  if (!sound) return { video, audio: null }
  const rates = { sampleRate: sound.sampleRate, numberOfChannels: sound.channels, bitrate: AUDIO_BITRATE }
  const sounds: AudioEncoderConfig[] = [{ ...rates, codec: 'mp4a.40.2' }, { ...rates, codec: 'opus' }]
  return { video, audio: await firstOf(sounds, (config) => AudioEncoder.isConfigSupported(config)) }
}

async function firstOf<C>(configs: C[], ask: (config: C) => Promise<{ supported?: boolean }>): Promise<C | null> {
  for (const config of configs) {
    if ((await ask(config)).supported) return config
  }
  return null
}

export interface TakeInput {
  pictures: ReadableStreamDefaultReader<VideoFrame>
  sounds: ReadableStreamDefaultReader<AudioData> | null
  codecs: Codecs
}

/**
 * The take's input with what to encode it by. Raises no_picture where none comes, no_codec where none can be encoded.
 *
 * A microphone that says nothing for 1.5 s is left out: the muxer would wait for it with every picture.
 */
export async function openInput(
  video: ReadableStream<VideoFrame>, audio: ReadableStream<AudioData> | null,
): Promise<TakeInput> {
  const pictures = video.getReader()
  const blocks = audio?.getReader() ?? null
  const [frame, block] = await Promise.all([within(BLIND_MS, pictures.read()), blocks && firstBlock(blocks)])
  if (!frame || frame.done) throw new Error('no_picture')
  const { displayWidth, displayHeight } = frame.value
  frame.value.close()
  const codecs = await chooseCodecs(displayWidth, displayHeight, block)
  if (!codecs) throw new Error('no_codec')
  if (blocks && !codecs.audio) await blocks.cancel()
  return { pictures, sounds: codecs.audio && blocks, codecs }
}

function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  return Promise.race([work, new Promise<null>((resolve) => setTimeout(() => resolve(null), ms))])
}

async function firstBlock(blocks: ReadableStreamDefaultReader<AudioData>): Promise<Sound | null> {
  const first = await within(DEAF_MS, blocks.read())
  if (!first || first.done) return null
  const sound = { sampleRate: first.value.sampleRate, channels: first.value.numberOfChannels }
  first.value.close()
  return sound
}
