/** The five meanings of colour. */

import type { IncidentState, ReviewState, VerdictWord } from '@/wire/words'

/** green: proven, done; amber: attention; red: missing, overdue, recording; blue: the next step; grey: not yet. */
export type ToneName = 'green' | 'amber' | 'red' | 'blue' | 'grey'

export const VERDICT_TONES: Record<VerdictWord, ToneName> = {
  COMPLETE: 'green',
  COMPLETE_WITH_FINDINGS: 'amber',
  INCOMPLETE: 'red',
  NOT_VERIFIABLE: 'grey',
  PENDING: 'grey',
}
export const INCIDENT_TONES: Record<IncidentState, ToneName> = {
  open: 'blue',
  handed_in: 'grey',
  returned: 'amber',
  signed: 'green',
  reopened: 'red',
}
export const REVIEW_TONES: Record<ReviewState, ToneName> = { waiting: 'blue', returned: 'amber', approved: 'green', voided: 'red' }

/** Coverage of the time on scene: all, most, little. */
export function coverageTone(percent: number | null | undefined): ToneName {
  if (percent === null || percent === undefined) return 'grey'
  if (percent >= 98) return 'green'
  return percent >= 80 ? 'amber' : 'red'
}

const LETTER_TONES: Record<string, ToneName> = {
  '.': 'green', g: 'amber', F: 'amber', P: 'grey', '?': 'grey',
}
/** The key of a letter's word. */
export const letterWord = (letter: string): string => `continuity.letter.${{ '.': 'ok', '?': 'unknown' }[letter] ?? letter}`
export const letterTone = (letter: string): ToneName => LETTER_TONES[letter] ?? 'red'

export interface Run {
  letter: string
  tone: ToneName
  count: number
  from: number
}

/** Neighbouring equal letters of a strip as one run. */
export function runs(strip: string): Run[] {
  const out: Run[] = []
  for (const [index, letter] of [...strip].entries()) {
    const last = out.at(-1)
    if (last && last.letter === letter) last.count++
    else out.push({ letter, tone: letterTone(letter), count: 1, from: index })
  }
  return out
}

const SOON_MS = 4 * 3_600_000
/** A deadline: red when past, amber when near, grey while far. */
export function dueTone(due: string, now: number, overdue = false): ToneName {
  const left = Date.parse(due) - now
  if (overdue || left < 0) return 'red'
  return left < SOON_MS ? 'amber' : 'grey'
}
