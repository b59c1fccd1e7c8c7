import { describe, expect, it } from 'vitest'
import { place, pickCurrent, spotAt, wallOf, wholeSpan } from '@/continuity/timeline'
import type { PartState, RecordingDetail, TakeInfo } from '@/wire/words'

const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 22, 10, 0, seconds)).toISOString()

function take(number: number, from: number, to: number): TakeInfo {
  return {
    take: number, first_number: number, last_number: number, wall_from: at(from), wall_to: at(to),
    media_from_us: 0, media_to_us: (to - from) * 1_000_000, ended: 'manual', viewing_ready: true,
  }
}
function part(number: number, takeNumber: number, fromUs: number, toUs: number): PartState {
  return { number, take: takeNumber, letter: '.', claimed: true, held: true, measured: true, media_from_us: fromUs, media_to_us: toUs }
}

describe('where takes stand on the wall clock', () => {
  const takes = [take(0, 0, 20), take(1, 50, 60)]

  it('finds the second of a take, and nothing inside a gap', () => {
    expect(spotAt(takes, Date.parse(at(5)))).toEqual({ take: 0, mediaUs: 5_000_000 })
    expect(spotAt(takes, Date.parse(at(19)) + 999)).toEqual({ take: 0, mediaUs: 19_999_000 })
    expect(spotAt(takes, Date.parse(at(20)))).toBeNull()
    expect(spotAt(takes, Date.parse(at(49)))).toBeNull()
    expect(spotAt(takes, Date.parse(at(50)))).toEqual({ take: 1, mediaUs: 0 })
  })

  it('gives the wall moment back', () => {
    expect(wallOf(takes[1] as TakeInfo, 4_000_000)).toBe(Date.parse(at(54)))
  })

  it('spans everything, gap included', () => {
    const detail = { takes, parts: [] } as unknown as RecordingDetail
    expect(wholeSpan(detail)).toEqual({ from: Date.parse(at(0)), to: Date.parse(at(60)) })
    expect(wholeSpan({ takes: [], parts: [] } as unknown as RecordingDetail)).toBeNull()
  })

  it('keeps the shortest flag visible', () => {
    expect(place({ from: 0, to: 1000 }, { from: 500, to: 500 })).toEqual({ left: '50%', width: '0.6%' })
  })
})

describe('the segment under the playhead', () => {
  const parts = [part(0, 0, 0, 5_000_000), part(1, 0, 5_000_000, 10_000_000), part(2, 1, 0, 5_000_000)]

  it('is half-open, and of the take that plays', () => {
    expect(pickCurrent(parts, 0, 4_999_999)).toBe(0)
    expect(pickCurrent(parts, 0, 5_000_000)).toBe(1)
    expect(pickCurrent(parts, 1, 0)).toBe(2)
    expect(pickCurrent(parts, 0, 10_000_000)).toBeNull()
    expect(pickCurrent(parts, null, 0)).toBeNull()
  })
})
