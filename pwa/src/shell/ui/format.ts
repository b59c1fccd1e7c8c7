/** Moments, spans and sizes as people say them. */

import { language, say } from '../i18n'

const DAY_MS = 86_400_000

const two = (value: number): string => String(Math.trunc(value)).padStart(2, '0')

/** 14:05, or 11-21 14:05 when it is another day. */
export function clock(at: string | number | Date | null | undefined, seconds = false): string {
  if (at === null || at === undefined) return '—'
  const when = new Date(at)
  const time = `${two(when.getHours())}:${two(when.getMinutes())}${seconds ? `:${two(when.getSeconds())}` : ''}`
  const sameDay = when.toDateString() === new Date().toDateString()
  return sameDay ? time : `${two(when.getMonth() + 1)}-${two(when.getDate())} ${time}`
}

export function full(at: string | number | Date): string {
  return new Date(at).toLocaleString(language.value, { dateStyle: 'long', timeStyle: 'medium' })
}

/** Running time: 2:05 or 1:02:05. */
export function lasting(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000))
  const hours = Math.floor(total / 3600)
  const rest = `${two((total % 3600) / 60)}:${two(total % 60)}`
  return hours > 0 ? `${hours}:${rest}` : `${Math.floor(total / 60)}:${two(total % 60)}`
}

/** A span in words: 2 分 14 秒, 1 小时 20 分. */
export function span(seconds: number): string {
  const total = Math.max(0, Math.round(seconds))
  if (total < 60) return say('span.s', { s: total })
  if (total < 3600) return total % 60 ? say('span.ms', { m: Math.floor(total / 60), s: total % 60 }) : say('span.m', { m: total / 60 })
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor((total % 3600) / 60)
  if (total * 1000 < DAY_MS * 2) return minutes ? say('span.hm', { h: hours, m: minutes }) : say('span.h', { h: hours })
  return say('span.d', { d: Math.floor(hours / 24), h: hours % 24 })
}

/** "还有 1 小时 20 分（至 14:05）" or "超期 20 分（至 14:05）". */
export function dueIn(at: string, now: number): string {
  const left = (Date.parse(at) - now) / 1000
  return say(left >= 0 ? 'span.left' : 'span.over', { span: span(Math.abs(left)), at: clock(at) })
}

export function bytes(size: number): string {
  if (size < 1_000_000) return `${Math.max(1, Math.round(size / 1000))} kB`
  if (size < 1_000_000_000) return `${(size / 1_000_000).toFixed(1)} MB`
  return `${(size / 1_000_000_000).toFixed(1)} GB`
}

/** Media time within a take: 01:07. */
export function mediaTime(us: number): string {
  const total = Math.max(0, Math.floor(us / 1_000_000))
  return `${two(total / 60)}:${two(total % 60)}`
}

/** The value of <input type="datetime-local"> for a moment, and back. */
export function toLocalInput(at: string | number | Date): string {
  const when = new Date(at)
  const date = `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`
  return `${date}T${two(when.getHours())}:${two(when.getMinutes())}:${two(when.getSeconds())}`
}
export const fromLocalInput = (value: string): string => new Date(value).toISOString()
