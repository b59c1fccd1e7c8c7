/** What page and worker say to each other. */

import type { Clock, RecordingRow } from '../vault'
import type { EndReason } from '../words'
import type { Surroundings } from './keeper'

export type Order =
  | { do: 'open'; recording: RecordingRow; around: Surroundings }
  | { do: 'take'; video: ReadableStream<VideoFrame>; audio: ReadableStream<AudioData> | null }
  /** A take whose bytes a MediaRecorder makes. */
  | { do: 'bytesTake'; video: string; audio: string | null; from: Clock }
  | { do: 'bytes'; bytes: ArrayBuffer; at: Clock }
  | { do: 'around'; around: Surroundings }
  | { do: 'end'; reason: EndReason }
  | { do: 'close'; reason: EndReason }
  | { do: 'recover' }
  /** The largest of these sizes there is room for, else 0. */
  | { do: 'room'; sizes: number[] }

export type News =
  | { news: 'fragment'; mediaToUs: number; dropped: number }
  | { news: 'part'; number: number }
  /** A take ended; `byItself` where the page did not ask for it. */
  | { news: 'ended'; reason: EndReason; byItself: boolean }

export interface Found {
  recovered: string[]
  orphans: string[]
}

/** take: whether sound is recorded; recover: what was found; room: for how much. */
export type Done = { sound: boolean } | { room: number } | Found | null

export type Letter = { id: number; order: Order }
export type Reply = { id: number; done: Done } | { id: number; failed: string } | News
