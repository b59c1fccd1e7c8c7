/** What the phone itself can tell and do: battery, position, room on the disk, a screen that stays on. */

import type { Position } from './words'

interface Battery extends EventTarget {
  level: number
}

/** Percent, null where the browser does not tell. */
export async function batteryPercent(): Promise<number | null> {
  const ask = (navigator as Navigator & { getBattery?: () => Promise<Battery> }).getBattery
  if (!ask) return null
  try {
    return Math.round((await ask.call(navigator)).level * 100)
  } catch {
    return null // refused by a permissions policy: the same as not told
  }
}

export async function askToPersist(): Promise<boolean> {
  return (await navigator.storage.persisted()) || (await navigator.storage.persist())
}

/** Keeps the screen on while held; the browser lets go whenever the page is hidden, so it is taken again. */
export class Wake {
  private held: WakeLockSentinel | null = null

  async hold(): Promise<void> {
    if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return
    // Refused below a battery level by some systems: recording goes on, the screen may go dark.
    this.held = await navigator.wakeLock.request('screen').catch(() => null)
  }

  async release(): Promise<void> {
    await this.held?.release()
    this.held = null
  }
}

const WHY_NOT: Record<number, string> = { 1: 'denied', 2: 'unavailable', 3: 'timeout' }

/** The last position known while it is watched, or why there is none. */
export class Place {
  position: Position | null = null
  missing: string | null = 'not_asked'
  private watch: number | null = null

  begin(): void {
    if (!('geolocation' in navigator)) {
      this.missing = 'unsupported'
      return
    }
    this.missing = 'waiting'
    this.watch = navigator.geolocation.watchPosition((found) => this.found(found), (error) => {
      this.position = null
      this.missing = WHY_NOT[error.code] ?? 'unavailable'
    }, { enableHighAccuracy: true, maximumAge: 10_000 })
  }

  end(): void {
    if (this.watch !== null) navigator.geolocation.clearWatch(this.watch)
    this.watch = null
  }

  private found({ coords, timestamp }: GeolocationPosition): void {
    const { latitude, longitude, accuracy } = coords
    this.position = { latitude, longitude, accuracy_m: accuracy, at_ms: Math.round(timestamp) }
    this.missing = null
  }
}
