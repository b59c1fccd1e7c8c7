/** Closes what a killed browser left open: attests what the journal holds, keeps the rest, deletes nothing. */

import { brokenLinks, fragmentText, sha256, signatureHolds, signed } from '../claim'
import { deviceKey } from '../keys'
import {
  changePart, type DeviceKey, fact, fileName, folderOf, type Fragment, keepPart, type PartRow, partsOf,
  type RecordingRow, recordingsKept, shelf, tailName,
} from '../vault'
import { bodyOfPart, claimed, closeRecording } from './keeper'
import type { Found } from './orders'

type Folder = FileSystemDirectoryHandle

/** Only to be called by who holds the recording lock: then every open recording is a dead one. */
export async function recover(): Promise<Found> {
  const key = await deviceKey()
  const open = (await recordingsKept()).filter((row) => row.closing === null)
  for (const recording of open) await close(recording, key)
  return { recovered: open.map((row) => row.id), orphans: await orphans() }
}

async function close(recording: RecordingRow, key: DeviceKey): Promise<void> {
  const folder = await folderOf(recording.id)
  let rows = await partsOf(recording.id)
  for (const row of rows) {
    if (row.phase === 'open') await rescue(row, recording, key, folder)
    else await check(row, folder)
  }
  rows = await partsOf(recording.id)
  const claims = rows.filter((row) => row.claim !== null)
  await noteBrokenLinks(claims)
  const previous = claims.at(-1)?.claimSha256 ?? null
  await closeRecording(recording, { ...journaled(rows), previous, reason: 'killed', recovered: true }, key)
}

/** What the journal says was recorded. A part whose file is gone has no claim, but counts: else nobody would miss it. */
function journaled(rows: PartRow[]): { parts: number; takes: number } {
  const seen = rows.filter((row) => row.fragments.length > 0)
  const parts = Math.max(-1, ...seen.map((row) => row.number)) + 1
  return { parts, takes: new Set(seen.map((row) => row.take)).size }
}

async function read(folder: Folder, name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const file = await (await folder.getFileHandle(name)).getFile()
    return new Uint8Array(await file.arrayBuffer())
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotFoundError') return null
    throw cause
  }
}

/** Lays `bytes` beside the part, and only then cuts the part there: killed in between, nothing is lost. */
async function cutOff(folder: Folder, number: number, end: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const tail = await (await folder.getFileHandle(tailName(number), { create: true })).createSyncAccessHandle()
  tail.write(bytes, { at: 0 })
  tail.flush()
  tail.close()
  const file = await (await folder.getFileHandle(fileName(number))).createSyncAccessHandle()
  file.truncate(end)
  file.flush()
  file.close()
}

/** A closed part whose file changed since: its claim stands, and says so when it is handed in. */
async function check(row: PartRow, folder: Folder): Promise<void> {
  if (row.onPhone === 0) return
  const bytes = await read(folder, fileName(row.number))
  if (!bytes) await changePart(row.recordingId, row.number, { code: 'file_missing' })
  else if ((await sha256(bytes)) !== row.sha256) await changePart(row.recordingId, row.number, { code: 'file_changed' })
}

async function noteBrokenLinks(rows: PartRow[]): Promise<void> {
  for (const index of await brokenLinks(rows.map((row) => row.claim ?? ''))) {
    const row = rows[index]
    if (row) await changePart(row.recordingId, row.number, { code: 'chain_broken' })
  }
}

/** The fragments from the first on whose bytes and signature are still what this recorder wrote. */
async function sound(row: PartRow, bytes: Uint8Array<ArrayBuffer>, key: DeviceKey): Promise<Fragment[]> {
  const kept: Fragment[] = []
  let at = row.init.size
  if ((await sha256(bytes.subarray(0, at))) !== row.init.sha256) return kept
  for (const [index, fragment] of row.fragments.entries()) {
    const digest = await sha256(bytes.subarray(at, fragment.end))
    const text = fragmentText(row.recordingId, row.number, index, digest)
    if (digest !== fragment.sha256 || !(await signatureHolds(text, fragment.signature, key.pair.publicKey))) break
    kept.push(fragment)
    at = fragment.end
  }
  return kept
}

/** The part that was being written: cut to the journal's end and claimed; what follows is kept beside it. */
async function rescue(row: PartRow, recording: RecordingRow, key: DeviceKey, folder: Folder): Promise<void> {
  const bytes = await read(folder, fileName(row.number))
  if (!bytes) return changePart(row.recordingId, row.number, { code: 'file_missing' })
  const fragments = await sound(row, bytes, key)
  const end = fragments.at(-1)?.end ?? 0
  if (fragments.length === 0) return changePart(row.recordingId, row.number, { code: 'file_changed' })
  if (bytes.length > end) await cutOff(folder, row.number, end, bytes.slice(end))
  const known = (await partsOf(row.recordingId))[row.number - 1]
  const saved: PartRow = {
    ...row, fragments, size: end, sha256: await sha256(bytes.slice(0, end)), takeEnded: 'killed',
    unattestedBytes: (await read(folder, tailName(row.number)))?.length ?? 0,
  }
  const extra = {
    previous: known?.claimSha256 ?? null, dropped: 0, anchor: await fact('anchor'),
    position: null, positionMissing: 'recovered', batteryPercent: null,
  }
  await keepPart(claimed(saved, await signed(bodyOfPart(saved, recording, extra), key.pair.privateKey)))
}

/** Files that no journal row names, as `recording/file`. */
async function orphans(): Promise<string[]> {
  const found: string[] = []
  for await (const folder of (await shelf()).values()) {
    if (folder.kind !== 'directory') continue
    const rows = await partsOf(folder.name)
    const named = new Set(rows.flatMap((row) => [fileName(row.number), tailName(row.number)]))
    for await (const name of (folder as FileSystemDirectoryHandle).keys()) {
      if (!named.has(name)) found.push(`${folder.name}/${name}`)
    }
  }
  return found
}
