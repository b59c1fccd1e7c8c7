/** The player of one recording: opens the viewing copy of a take, seeks to a media time, tells where it is. */

import { computed, ref, shallowRef } from 'vue'
import { openPlayback } from '@/wire/continuity'
import { asProblem, type Problem } from '@/wire/problem'
import type { Playback, RecordingDetail } from '@/wire/words'
import { wallOf, type Spot } from './timeline'

const RENEW_BEFORE_MS = 20_000
/** A flagged moment counts as looked at when playback ran across it, or stood on it. */
const NEAR_US = 400_000

/** The signed address of one take's copy, asked for anew before it ends. */
function useAddress(id: string) {
  const playback = shallowRef<Playback | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const opening = ref(false)

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
  return { playback, problem, opening, open }
}

/** The video element on that address: where it stands, and how it gets to a spot. */
function useVideo(id: string) {
  const { playback, problem, opening, open } = useAddress(id)
  const video = shallowRef<HTMLVideoElement | null>(null)
  const mediaUs = ref(0)
  let wanted: Spot | null = null

  function seek(): void {
    if (!video.value || !playback.value || wanted?.take !== playback.value.take) return
    video.value.currentTime = Math.max(0, (wanted.mediaUs - playback.value.media_from_us) / 1_000_000)
    mediaUs.value = wanted.mediaUs
  }

  /** Shows this spot; `then` plays on from there. */
  async function jump(spot: Spot, then = true): Promise<void> {
    wanted = spot
    if (!(await open(spot.take))) return
    seek()
    video.value?.scrollIntoView({ block: 'nearest', behavior: 'smooth' })
    if (then) await video.value?.play().catch(() => undefined)
  }

  /** A dead address (it lives for minutes) is asked for again, at the same second. */
  async function onError(): Promise<void> {
    const dead = playback.value
    if (!dead || Date.parse(dead.expires_at) > Date.now()) return
    wanted = { take: dead.take, mediaUs: mediaUs.value }
    playback.value = null
    await open(dead.take)
  }
  return { playback, problem, opening, video, mediaUs, seek, jump, onError }
}

export function usePlayer(id: string, detail: () => RecordingDetail | null, onSeen: (finding: string) => void = () => undefined) {
  const shown = useVideo(id)
  const { playback, video, mediaUs } = shown
  const take = computed(() => playback.value?.take ?? null)
  const wall = computed<number | null>(() => {
    const info = detail()?.takes.find((one) => one.take === take.value)
    return info ? wallOf(info, mediaUs.value) : null
  })

  function onTime(): void {
    if (!video.value || !playback.value) return
    mediaUs.value = playback.value.media_from_us + Math.round(video.value.currentTime * 1_000_000)
    for (const one of detail()?.verdict.findings ?? []) {
      if (one.take === take.value && one.from_us != null && Math.abs(mediaUs.value - one.from_us) < NEAR_US) onSeen(one.id)
    }
  }
  return { ...shown, take, wall, onTime }
}
