/** Calls: one recording, its verdict, its pictures, its playback. */

import { ask, wire } from './client'
import type { Coverage, Playback, RecordingDetail, RecordingSummary, SignedStatement, Verdict } from './words'

export const listRecordings = (scope: 'mine' | 'open'): Promise<RecordingSummary[]> =>
  ask(wire.GET('/api/footage/recordings', { params: { query: { scope } } }))
export const readRecording = (id: string): Promise<RecordingDetail> =>
  ask(wire.GET('/api/recordings/{recording_id}', { params: { path: { recording_id: id } } }))
export const stateReason = (id: string, body: SignedStatement): Promise<Verdict> =>
  ask(wire.POST('/api/recordings/{recording_id}/statements', { params: { path: { recording_id: id } }, body }))
export const linkRecording = (id: string, incident_id: string): Promise<Coverage> =>
  ask(wire.POST('/api/recordings/{recording_id}/link', { params: { path: { recording_id: id } }, body: { incident_id } }))
/** A signed address of the viewing copy; the server writes the view down. */
export const openPlayback = (id: string, take: number): Promise<Playback> =>
  ask(wire.POST('/api/recordings/{recording_id}/takes/{take}/playback', { params: { path: { recording_id: id, take } } }))
export const pictureUrl = (id: string, picture: string): string => `/api/recordings/${id}/pictures/${picture}`
