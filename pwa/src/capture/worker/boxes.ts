/** ISO-BMFF boxes: cuts a byte stream into init and fragments, and reads what a fragment spans. Pure. */

type Bytes = Uint8Array<ArrayBuffer>

interface Box {
  type: string
  /** Whole box, header included. */
  bytes: Bytes
  body: DataView
}

export interface VideoTrack {
  id: number
  timescale: number
  /** Sample duration where neither tfhd nor trun says one. */
  defaultDuration: number
}

/** Half-open, on the take's own clock. */
export interface Span {
  frames: number
  fromUs: number
  toUs: number
}

function boxAt(bytes: Bytes, at: number): Box | null {
  if (bytes.length - at < 8) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at)
  let size = view.getUint32(0)
  let header = 8
  if (size === 1 && view.byteLength >= 16) {
    size = Number(view.getBigUint64(8))
    header = 16
  }
  if (size < header || size > view.byteLength) return null
  const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
  const body = new DataView(bytes.buffer, bytes.byteOffset + at + header, size - header)
  return { type, bytes: bytes.subarray(at, at + size), body }
}

function* boxesIn(bytes: Bytes, from = 0): Generator<Box> {
  for (let at = from; ; ) {
    const box = boxAt(bytes, at)
    if (!box) return
    yield box
    at += box.bytes.length
  }
}

function child(parent: Box | undefined, type: string): Box | undefined {
  if (!parent) return undefined
  for (const box of boxesIn(parent.bytes, parent.bytes.length - parent.body.byteLength)) {
    if (box.type === type) return box
  }
  return undefined
}

function children(parent: Box, type: string): Box[] {
  return [...boxesIn(parent.bytes, parent.bytes.length - parent.body.byteLength)].filter((box) => box.type === type)
}

function isVideo(trak: Box): boolean {
  const handler = child(child(trak, 'mdia'), 'hdlr')
  return handler !== undefined && handler.body.getUint32(8) === 0x76696465 // 'vide'
}

/** The picture track of an init segment; null where it has none. */
export function videoTrack(init: Bytes): VideoTrack | null {
  const moov = [...boxesIn(init)].find((box) => box.type === 'moov')
  const trak = moov && children(moov, 'trak').find(isVideo)
  const mdhd = child(child(trak, 'mdia'), 'mdhd')?.body
  const tkhd = child(trak, 'tkhd')?.body
  if (!moov || !mdhd || !tkhd) return null
  const id = tkhd.getUint32(tkhd.getUint8(0) === 1 ? 20 : 12)
  const timescale = mdhd.getUint32(mdhd.getUint8(0) === 1 ? 20 : 12)
  const mvex = child(moov, 'mvex')
  const trex = mvex && children(mvex, 'trex').find((box) => box.body.getUint32(4) === id)
  return { id, timescale, defaultDuration: trex?.body.getUint32(12) ?? 0 }
}

/** [sample count, sum of durations] of one trun. Flags as in ISO/IEC 14496-12, 8.8.8. */
function run(trun: DataView, fallback: number): [number, number] {
  const flags = trun.getUint32(0) & 0xffffff
  const count = trun.getUint32(4)
  if (!(flags & 0x100)) return [count, count * fallback]
  let at = 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0)
  const stride = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length * 4
  let ticks = 0
  for (let index = 0; index < count; index++, at += stride) ticks += trun.getUint32(at)
  return [count, ticks]
}

function durationIn(tfhd: DataView, track: VideoTrack): number {
  const flags = tfhd.getUint32(0) & 0xffffff
  const at = 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0)
  return flags & 0x8 ? tfhd.getUint32(at) : track.defaultDuration
}

/** What one moof spans of the picture; null where it carries no picture. */
export function spanOf(moof: Bytes, track: VideoTrack): Span | null {
  const root = boxAt(moof, 0)
  const traf = root && children(root, 'traf').find((box) => child(box, 'tfhd')?.body.getUint32(4) === track.id)
  const tfhd = traf && child(traf, 'tfhd')?.body
  const tfdt = traf && child(traf, 'tfdt')?.body
  if (!traf || !tfhd || !tfdt) return null
  const begin = tfdt.getUint8(0) === 1 ? Number(tfdt.getBigUint64(4)) : tfdt.getUint32(4)
  const runs = children(traf, 'trun').map((trun) => run(trun.body, durationIn(tfhd, track)))
  const ticks = runs.reduce((sum, [, length]) => sum + length, 0)
  const us = (value: number): number => Math.round((value * 1e6) / track.timescale)
  return { frames: runs.reduce((sum, [count]) => sum + count, 0), fromUs: us(begin), toUs: us(begin + ticks) }
}

export function joined(...pieces: Bytes[]): Bytes {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** Cuts what a MediaRecorder sends at its moof boxes: `init` once, then one fragment per moof + mdat. */
export class Cutter {
  private rest: Bytes = new Uint8Array(0)
  private head: Bytes[] = []
  private moof: Bytes | null = null
  init: Bytes | null = null

  /** The fragments that are whole now. */
  feed(bytes: Bytes): { moof: Bytes; bytes: Bytes }[] {
    this.rest = joined(this.rest, bytes)
    const cut: { moof: Bytes; bytes: Bytes }[] = []
    for (let box = boxAt(this.rest, 0); box; box = boxAt(this.rest, 0)) {
      this.rest = this.rest.subarray(box.bytes.length)
      const fragment = this.take(box)
      if (fragment) cut.push(fragment)
    }
    return cut
  }

  private take(box: Box): { moof: Bytes; bytes: Bytes } | null {
    if (box.type === 'ftyp') this.head = [box.bytes]
    if (box.type === 'moov') this.init = joined(...this.head, box.bytes)
    if (box.type === 'moof') this.moof = box.bytes
    if (box.type !== 'mdat' || !this.moof) return null
    const moof = this.moof
    this.moof = null
    return { moof, bytes: joined(moof, box.bytes) }
  }
}
