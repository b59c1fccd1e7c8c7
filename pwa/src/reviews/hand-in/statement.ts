/** An officer's typed reason for a gap, signed with this phone's key. */

import { signText } from '@/capture/capture'
import { person } from '@/shell/session'
import { readRecording, stateReason } from '@/wire/continuity'
import { readCoverage } from '@/wire/incidents'
import type { Gap, Verdict } from '@/wire/words'

export async function signReason(recordingId: string, gapId: string, reason: string): Promise<Verdict> {
  const write = (deviceId: string): string => JSON.stringify({
    version: 1,
    kind: 'statement',
    recording_id: recordingId,
    gap_id: gapId,
    officer_id: person.value?.id ?? '',
    device_id: deviceId,
    reason,
    at_ms: Date.now(),
  })
  const { text: statement, signature } = await signText(write)
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
