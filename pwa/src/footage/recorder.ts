/** The recorder as the screens see it: one per page, loaded beside the first screen, alive without a session. */

import { computed, shallowRef } from 'vue'
import type { Capture, RecordingOnPhone, Snapshot } from '@/capture/capture'
import { FIRST } from '@/capture/state'
import { captureWire } from '@/wire/footage'
import { roles } from '@/shell/session'

export const snapshot = shallowRef<Snapshot>(FIRST)
/** Why the recorder could not be loaded at all; null while it can. */
export const broken = shallowRef<unknown>(null)

let loading: Promise<Capture> | null = null

/** The one recorder of this page. */
export function recorder(): Promise<Capture> {
  loading ??= load()
  return loading
}

async function load(): Promise<Capture> {
  try {
    const { createCapture } = await import('@/capture/capture')
    const capture = await createCapture({ wire: captureWire })
    capture.status.subscribe((value) => (snapshot.value = value))
    return capture
  } catch (cause) {
    broken.value = cause
    throw cause
  }
}

const KNOWN = 'lianzheng.recorder'

/** Wakes the recorder where one is used, so that what waits on the phone is sent whoever is signed in. */
export function wakeRecorder(): void {
  const records = roles.value.some((role) => role === 'officer' || role === 'auxiliary')
  if (records) localStorage.setItem(KNOWN, '1')
  if (records || localStorage.getItem(KNOWN)) void recorder().catch((cause: unknown) => console.error(cause))
}

export const recordingNow = computed(() => ['starting', 'recording', 'interrupted'].includes(snapshot.value.phase))

export interface Left {
  parts: number
  refused: number
  /** Nothing of it is only here any more. */
  clear: boolean
}

/** What of a recording the server does not hold yet. */
export function leftOf(recording: RecordingOnPhone): Left {
  const missing = recording.parts.filter((part) => part.state !== 'held')
  const closing = recording.closing.state === 'claimed'
  return {
    parts: missing.length,
    refused: missing.filter((part) => part.state === 'refused').length + (recording.closing.state === 'refused' ? 1 : 0),
    clear: missing.length === 0 && closing && !recording.open,
  }
}
