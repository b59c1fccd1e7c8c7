/** Puts picture and sound, which a browser stamps by two clocks, on the one clock of the take (µs from 0). */

import { now } from '../vault'

/** Sound blocks looked at before their clock is believed: the least late of them is the truest. */
const BLOCKS = 10

export class Aligner {
  /** Stamp of the browser minus our monotonic clock (µs), of the least late frame and block while warming up. */
  private pictureOffset = -Infinity
  private soundOffset = -Infinity
  private blocks = 0
  /** Our monotonic clock at the take's zero: its first frame. */
  private zeroUs: number | null = null

  constructor(private readonly withSound: boolean) {}

  /** True from the first frame that has its place on the take's clock. */
  begun(stamp: number): boolean {
    if (this.zeroUs !== null) return true
    const monoUs = now().monoUs
    this.pictureOffset = Math.max(this.pictureOffset, stamp - monoUs)
    if (this.withSound && this.blocks < BLOCKS) return false
    this.zeroUs = stamp - this.pictureOffset
    return true
  }

  /** True for blocks of sound that belong to the take; those before its zero do not. */
  hears(stamp: number, durationUs: number): boolean {
    if (this.zeroUs === null) {
      this.blocks += 1
      this.soundOffset = Math.max(this.soundOffset, stamp + durationUs - now().monoUs)
      return false
    }
    return stamp - this.soundOffset + durationUs / 2 >= this.zeroUs
  }

  pictureUs(stamp: number): number {
    return Math.max(0, Math.round(stamp - this.pictureOffset - (this.zeroUs ?? 0)))
  }

  soundUs(stamp: number): number {
    return Math.max(0, Math.round(stamp - this.soundOffset - (this.zeroUs ?? 0)))
  }
}
