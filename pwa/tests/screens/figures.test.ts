import { describe, expect, it } from 'vitest'
import { axisOf, bar } from '@/coverage/lanes'
import { treeOf } from '@/people/units'
import { coverageTone, dueTone, letterTone, runs } from '@/shell/ui/tone'
import type { Coverage, Unit } from '@/wire/words'

const HOUR = 3_600_000

describe('the strip in little', () => {
  it('joins neighbours of the same letter and hides no other one', () => {
    expect(runs('..M.gG').map((run) => [run.letter, run.count, run.from])).toEqual([['.', 2, 0], ['M', 1, 2], ['.', 1, 3], ['g', 1, 4], ['G', 1, 5]])
    expect(runs('')).toEqual([])
  })

  it('says red for everything that is missing or broken, also for a letter not known yet', () => {
    expect([...'MNXSKGU'].map(letterTone)).toEqual(Array(7).fill('red'))
    expect([...'.gFP?'].map(letterTone)).toEqual(['green', 'amber', 'amber', 'grey', 'grey'])
    expect(letterTone('Z')).toBe('red')
  })
})

describe('tones of figures', () => {
  it('turns at the thresholds', () => {
    expect([100, 98, 97, 80, 79, 0].map(coverageTone)).toEqual(['green', 'green', 'amber', 'amber', 'red', 'red'])
    expect(coverageTone(null)).toBe('grey')
    const due = new Date(10 * HOUR).toISOString()
    expect([5 * HOUR, 6 * HOUR, 6 * HOUR + 1, 10 * HOUR, 10 * HOUR + 1].map((now) => dueTone(due, now))).toEqual(['grey', 'grey', 'amber', 'amber', 'red'])
    expect(dueTone(due, 0, true)).toBe('red')
  })
})

describe('the axis of coverage', () => {
  const coverage = (from: string | null, to: string | null, spans: [string, string][]): Coverage =>
    ({ scene_from: from, scene_to: to, officers: [{ spans: spans.map(([a, b]) => ({ from_at: a, to_at: b })) }] }) as unknown as Coverage
  const t = (minute: number): string => new Date(minute * 60_000).toISOString()

  it('takes in footage before arrival, and runs to now while the scene is open', () => {
    expect(axisOf(coverage(t(10), t(20), [[t(8), t(12)]]), 0)).toEqual({ from: 8 * 60_000, to: 20 * 60_000 })
    expect(axisOf(coverage(t(10), null, []), 30 * 60_000)).toEqual({ from: 10 * 60_000, to: 30 * 60_000 })
    expect(axisOf(coverage(null, null, []), 0)).toBeNull()
  })

  it('cuts what lies outside', () => {
    expect(bar({ from: 0, to: 100 }, -50, 50)).toEqual({ left: 0, width: 0.5 })
    expect(bar({ from: 0, to: 100 }, 50, 150)).toEqual({ left: 0.5, width: 0.5 })
  })
})

describe('the tree of units', () => {
  const unit = (id: string, code: string, parent: string | null): Unit => ({ id, code, name: id, kind: 'station', parent_id: parent })

  it('puts children under their parent by code, and an orphan at the top', () => {
    const rows = treeOf([unit('b', '12', 'r'), unit('r', '1', null), unit('a', '11', 'r'), unit('x', '9', 'elsewhere')])
    expect(rows.map((row) => [row.unit.id, row.depth])).toEqual([['r', 0], ['a', 1], ['b', 1], ['x', 0]])
  })
})
