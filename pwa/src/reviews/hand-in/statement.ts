/** An officer's typed reason for a gap, signed with this phone's key. */

import { signatureOf } from '@/capture/claim'
import { deviceKey } from '@/capture/keys'
import { person } from '@/shell/session'
import { readRecording, stateReason } from '@/wire/continuity'
import { readCoverage } from '@/wire/incidents'
import type { Gap, Verdict } from '@/wire/words'

export async function signReason(recordingId: string, gapId: string, reason: string): Promise<Verdict> {
  const key = await deviceKey()
  const statement = JSON.stringify({
    version: 1,
    kind: 'statement',
    recording_id: recordingId,
    gap_id: gapId,
    officer_id: person.value?.id ?? '',
    device_id: key.id,
    reason,
    at_ms: Date.now(),
  })
  const signature = await signatureOf(statement, key.pair.privateKey)
  return stateReason(recordingId, { statement, signature })
}

export interface OpenGap {
  gap: Gap
  recordingId: string
}

/** The gaps of an incident's recordings, each with the recording it lies in. */
export async function gapsOf(incidentId: string): Promise<OpenGap[]> {
  const coverage = await readCoverage(incidentId)
  const details = await Promise.all(coverage.recordings.map((one) => readRecording(one.recording.id)))
  return details.flatMap((detail) => detail.verdict.gaps.map((gap) => ({ gap, recordingId: detail.id })))
}
