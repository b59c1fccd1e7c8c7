/** Where takes, gaps and findings stand on the wall clock, and where a wall moment stands in a take. Pure. */

import type { Finding, PartState, RecordingDetail, TakeInfo } from '@/wire/words'

export interface Span {
  from: number
  to: number
}

export const spanOfTake = (take: TakeInfo): Span => ({ from: Date.parse(take.wall_from), to: Date.parse(take.wall_to) })

/** The whole recording on the wall clock; null while nothing has a time. */
export function wholeSpan(detail: RecordingDetail): Span | null {
  const moments = detail.takes.flatMap((take) => [Date.parse(take.wall_from), Date.parse(take.wall_to)])
  for (const part of detail.parts) if (part.wall_from && part.wall_to) moments.push(Date.parse(part.wall_from), Date.parse(part.wall_to))
  const sound = moments.filter((moment) => Number.isFinite(moment))
  if (sound.length === 0) return null
  const from = Math.min(...sound)
  return { from, to: Math.max(...sound, from + 1000) }
}

/** Wall moment of a media time, by the take's own clock. */
export function wallOf(take: TakeInfo, mediaUs: number): number {
  return Date.parse(take.wall_from) + (mediaUs - take.media_from_us) / 1000
}

export interface Spot {
  take: number
  mediaUs: number
}

/** The take and media time at a wall moment; null inside a gap. */
export function spotAt(takes: TakeInfo[], wall: number): Spot | null {
  const take = takes.find((one) => wall >= Date.parse(one.wall_from) && wall < Date.parse(one.wall_to))
  return take ? { take: take.take, mediaUs: take.media_from_us + (wall - Date.parse(take.wall_from)) * 1000 } : null
}

export function spotOfPart(part: PartState): Spot | null {
  return part.media_from_us == null ? null : { take: part.take, mediaUs: part.media_from_us }
}

export function spotOfFinding(finding: Finding): Spot | null {
  return finding.take == null || finding.from_us == null ? null : { take: finding.take, mediaUs: finding.from_us }
}

/** Percent position and width of a span inside the shown window. */
export function place(window: Span, span: Span): { left: string; width: string } {
  const whole = window.to - window.from
  const left = ((span.from - window.from) / whole) * 100
  const width = Math.max(0.6, ((span.to - span.from) / whole) * 100)
  return { left: `${left}%`, width: `${width}%` }
}

export function wallSpanOfFinding(detail: RecordingDetail, finding: Finding): Span | null {
  if (finding.wall_from && finding.wall_to) return { from: Date.parse(finding.wall_from), to: Date.parse(finding.wall_to) }
  const take = detail.takes.find((one) => one.take === finding.take)
  if (!take || finding.from_us == null) return null
  return { from: wallOf(take, finding.from_us), to: wallOf(take, finding.to_us ?? finding.from_us) }
}
/** The number of the segment under the playhead, or null. */
export function pickCurrent(parts: PartState[], take: number | null, mediaUs: number): number | null {
  const part = parts.find(
    (one) => one.take === take && one.media_from_us != null && one.media_to_us != null && mediaUs >= one.media_from_us && mediaUs < one.media_to_us,
  )
  return part?.number ?? null
}
