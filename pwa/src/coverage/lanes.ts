/** Spans on a common time axis, as fractions of it. */

import type { Coverage } from '@/wire/words'

export interface Bar {
  left: number
  width: number
}
export interface Lane {
  name: string
  percent: number | null
  bars: Bar[]
}
export interface Axis {
  from: number
  to: number
}

/** The axis: the scene time, widened by footage that lies outside it. */
export function axisOf(coverage: Coverage, now: number): Axis | null {
  const moments = coverage.officers.flatMap((one) => one.spans.flatMap((span) => [Date.parse(span.from_at), Date.parse(span.to_at)]))
  if (coverage.scene_from) moments.push(Date.parse(coverage.scene_from), coverage.scene_to ? Date.parse(coverage.scene_to) : now)
  if (moments.length < 2) return null
  const from = Math.min(...moments)
  const to = Math.max(...moments)
  return to > from ? { from, to } : null
}

export function bar(axis: Axis, from: string | number, to: string | number): Bar {
  const whole = axis.to - axis.from
  const start = (new Date(from).getTime() - axis.from) / whole
  const end = (new Date(to).getTime() - axis.from) / whole
  const left = Math.min(1, Math.max(0, start))
  return { left, width: Math.max(0.004, Math.min(1, end) - left) }
}

export function lanes(coverage: Coverage, axis: Axis): Lane[] {
  return coverage.officers.map((one) => ({
    name: one.officer_name,
    percent: one.percent,
    bars: one.spans.map((span) => bar(axis, span.from_at, span.to_at)),
  }))
}

/** CSS left and width of a bar. */
export const place = (one: Bar): { left: string; width: string } => ({ left: `${one.left * 100}%`, width: `${one.width * 100}%` })
