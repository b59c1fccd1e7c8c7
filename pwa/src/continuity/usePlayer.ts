/** The player of one recording: opens the viewing copy of a take, seeks to a media time, tells where it is. */

import { computed, ref, shallowRef } from 'vue'
import { openPlayback } from '@/wire/continuity'
import { asProblem, type Problem } from '@/wire/problem'
import type { Playback, RecordingDetail } from '@/wire/words'
import { wallOf, type Spot } from './timeline'

const RENEW_BEFORE_MS = 20_000

/** A flagged moment counts as looked at when playback ran across it, or stood on it. */
const NEAR_US = 400_000

export function usePlayer(id: string, detail: () => RecordingDetail | null, onSeen: (finding: string) => void = () => undefined) {
  const playback = shallowRef<Playback | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const opening = ref(false)
  const video = shallowRef<HTMLVideoElement | null>(null)
  const mediaUs = ref(0)
  let wanted: Spot | null = null

  const take = computed(() => playback.value?.take ?? null)
  const wall = computed<number | null>(() => {
    const info = detail()?.takes.find((one) => one.take === take.value)
    return info ? wallOf(info, mediaUs.value) : null
  })

  function seek(): void {
    const element = video.value
    if (!element || !playback.value || !wanted || wanted.take !== playback.value.take) return
    element.currentTime = Math.max(0, (wanted.mediaUs - playback.value.media_from_us) / 1_000_000)
    mediaUs.value = wanted.mediaUs
  }

  async function open(number: number): Promise<boolean> {
    const good = playback.value?.take === number && Date.parse(playback.value.expires_at) - Date.now() > RENEW_BEFORE_MS
    if (good) return true
    opening.value = true
    problem.value = null
    try {
      playback.value = await openPlayback(id, number)
      return true
    } catch (cause) {
      problem.value = asProblem(cause)
      return false
    } finally {
      opening.value = false
    }
  }

  /** Shows this spot; `then` plays on from there. */
  async function jump(spot: Spot, then = true): Promise<void> {
    wanted = spot
    if (!(await open(spot.take))) return
    seek()
    video.value?.scrollIntoView({ block: 'nearest', behavior: 'smooth' })
    if (then) await video.value?.play().catch(() => undefined)
  }

  function onTime(): void {
    if (!video.value || !playback.value) return
    mediaUs.value = playback.value.media_from_us + Math.round(video.value.currentTime * 1_000_000)
    for (const one of detail()?.verdict.findings ?? []) {
      if (one.take === take.value && one.from_us != null && Math.abs(mediaUs.value - one.from_us) < NEAR_US) onSeen(one.id)
    }
  }
  /** A dead address (it lives for minutes) is asked for again, at the same second. */
  async function onError(): Promise<void> {
    const number = take.value
    if (number === null || !playback.value || Date.parse(playback.value.expires_at) > Date.now()) return
    wanted = { take: number, mediaUs: mediaUs.value }
    playback.value = null
    await open(number)
  }
  return { playback, problem, opening, video, take, mediaUs, wall, jump, seek, onTime, onError }
}
