/** The cutter of a MediaRecorder's stream, at every possible seam of its bytes. */

import { describe, expect, it } from 'vitest'
import { Cutter, joined, spanOf, videoTrack } from '@/capture/worker/boxes'

type Bytes = Uint8Array<ArrayBuffer>

const words = (...values: number[]): Bytes => {
  const view = new DataView(new ArrayBuffer(values.length * 4))
  values.forEach((value, index) => view.setUint32(index * 4, value))
  return new Uint8Array(view.buffer)
}

const box = (type: string, ...bodies: Bytes[]): Bytes => {
  const body = joined(...bodies)
  return joined(words(body.length + 8), Uint8Array.from(type, (char) => char.charCodeAt(0)), body)
}

const TRACK = 7
const mdia = box('mdia', box('mdhd', words(0, 0, 0, 90_000)), box('hdlr', words(0, 0, 0x76696465)))
const trak = box('trak', box('tkhd', words(0, 0, 0, TRACK)), mdia)
const mvex = box('mvex', box('trex', words(0, TRACK, 1, 3_000, 0, 0)))
const init = joined(box('ftyp', words(1, 2)), box('moov', trak, mvex))

/** A fragment of these sample durations beginning at `from` (1/90000 s), each said or left to the track's default. */
function moof(from: number, durations: number[], explicit = true): Bytes {
  const run = explicit ? words(0x100, durations.length, ...durations) : words(0, durations.length)
  return box('moof', box('traf', box('tfhd', words(0, TRACK)), box('tfdt', words(0, from)), box('trun', run)))
}

const mdat = box('mdat', words(4, 5, 6))
const fragments = [joined(moof(0, [3_000, 3_000]), mdat), joined(moof(6_000, [3_000, 1_500]), mdat)]
const stream = joined(init, ...fragments, box('mfra', words(9)))

describe('the cutter', () => {
  it.each([1, 2, 3, 7, 8, 9, 16, 50, 1_000])('finds all however the bytes come, %i at a time', (step) => {
    const cutter = new Cutter()
    const cut = []
    for (let at = 0; at < stream.length; at += step) cut.push(...cutter.feed(stream.slice(at, at + step)))
    expect(cutter.init).toEqual(init)
    expect(cut.map(({ bytes }) => bytes)).toEqual(fragments)
  })

  it('keeps back a fragment whose end has not come', () => {
    expect(new Cutter().feed(stream.slice(0, init.length + (fragments[0]?.length ?? 0) - 1))).toEqual([])
  })
})

describe('the span of a fragment', () => {
  const track = videoTrack(init)

  it('is read from its own times and durations', () => {
    expect(track).toEqual({ id: TRACK, timescale: 90_000, defaultDuration: 3_000 })
    expect(track && spanOf(moof(6_000, [3_000, 1_500]), track)).toEqual({ frames: 2, fromUs: 66_667, toUs: 116_667 })
    expect(track && spanOf(moof(0, [1, 1], false), track)).toEqual({ frames: 2, fromUs: 0, toUs: 66_667 })
  })

  it('is absent where there is no picture', () => {
    expect(track && spanOf(moof(0, [1]), { ...track, id: 8 })).toBeNull()
    expect(videoTrack(box('ftyp', words(1)))).toBeNull()
    expect(videoTrack(new Uint8Array(5))).toBeNull()
  })
})
