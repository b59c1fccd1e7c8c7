/** The camera, and everything that takes it away: each with the reason as the machine saw it. */

import type { EndReason } from './words'

const PICTURE: MediaTrackConstraints = {
  width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, facingMode: { ideal: 'environment' },
}
/** The voice as it was: no processing that a court would have to explain. */
const SOUND: MediaTrackConstraints = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }

/** The rear camera with its microphone; without sound where there is no microphone. Raises DOMException. */
export async function openCamera(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({ video: PICTURE, audio: SOUND })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotFoundError') {
      return navigator.mediaDevices.getUserMedia({ video: PICTURE })
    }
    throw cause
  }
}

export function closeCamera(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

/** All its tracks still bring something. */
export function alive(stream: MediaStream | null): stream is MediaStream {
  const tracks = stream?.getTracks() ?? []
  return tracks.length > 0 && tracks.every((track) => track.readyState === 'live' && !track.muted)
}

interface TrackStats {
  totalFrames: number
  deliveredFrames: number
  discardedFrames: number
}

/** Frames the camera made and nobody could take, as the browser counts them (0 where it does not). */
export function cameraDropped(stream: MediaStream | null): number {
  const track = stream?.getVideoTracks()[0] as (MediaStreamTrack & { stats?: TrackStats }) | undefined
  if (!track?.stats) return 0
  const { totalFrames, deliveredFrames, discardedFrames } = track.stats
  return Math.max(0, totalFrames - deliveredFrames - discardedFrames)
}

/** A camera that ended by itself: taken away by the person, or by something else. */
export async function whyEnded(): Promise<EndReason> {
  try {
    const { state } = await navigator.permissions.query({ name: 'camera' as PermissionName })
    return state === 'denied' ? 'permission' : 'camera_lost'
  } catch {
    return 'camera_lost' // this browser has no such question
  }
}

export interface Watcher {
  lost(reason: EndReason): void
  /** The page is seen again or the track has its picture back. */
  back(): void
}

/** Tells of every event that ends a take; returns the way to stop telling. */
export function watch(stream: MediaStream, watcher: Watcher): () => void {
  const done = new AbortController()
  const { signal } = done
  for (const track of stream.getTracks()) {
    track.addEventListener('mute', () => watcher.lost('camera_lost'), { signal })
    track.addEventListener('unmute', () => watcher.back(), { signal })
    const ended = async (): Promise<void> => watcher.lost(await whyEnded())
    track.addEventListener('ended', () => void ended(), { signal })
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') watcher.lost('hidden')
    else watcher.back()
  }, { signal })
  document.addEventListener('freeze', () => watcher.lost('screen'), { signal })
  document.addEventListener('resume', () => watcher.back(), { signal })
  window.addEventListener('pagehide', () => watcher.lost('hidden'), { signal })
  return () => done.abort()
}
