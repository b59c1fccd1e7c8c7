/** What the phone keeps: the journal (IndexedDB) and the part files (OPFS). Shared by page and worker. */

import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Anchor, EndReason, ServerKey, SignedReceipt } from './words'

export interface DeviceKey {
  name: 'device'
  id: string
  pair: CryptoKeyPair
  /** SubjectPublicKeyInfo (DER), base64url. */
  publicKey: string
}

/** The phone's clocks: wall, and one that no change of the wall clock moves while the page lives. */
export interface Clock {
  wallMs: number
  monoUs: number
}

/** One second of footage on the disk: written, flushed, hashed, signed. `end` is its end in the part's file. */
export interface Fragment {
  end: number
  sha256: string
  signature: string
  frames: number
  mediaFromUs: number
  mediaToUs: number
  from: Clock
  to: Clock
}

export type PartPhase = 'open' | 'closed' | 'claimed' | 'put' | 'held' | 'refused'

/** `code`: why it is refused or what recovery found. `onPhone` is 1 or 0, since IndexedDB has no boolean keys. */
export interface PartRow {
  recordingId: string
  number: number
  take: number
  recorder: 'webcodecs' | 'mediarecorder'
  video: string
  audio: string | null
  init: { size: number; sha256: string }
  fragments: Fragment[]
  takeEnded: EndReason | null
  unattestedBytes: number
  claim: string | null
  claimSha256: string | null
  signature: string | null
  sha256: string | null
  size: number
  phase: PartPhase
  code: string | null
  onPhone: 0 | 1
}

export interface ClosingRow {
  claim: string
  sha256: string
  signature: string
  phase: 'closed' | 'claimed' | 'refused'
  code: string | null
}

export interface RecordingRow {
  id: string
  deviceId: string
  officerId: string
  incidentId: string | null
  begunAtMs: number
  recovered: boolean
  closing: ClosingRow | null
}

export interface ReceiptRow {
  recordingId: string
  sha256: string
  receipt: SignedReceipt
  check: 'verified' | 'unchecked'
}

interface Facts {
  anchor: Anchor
  remembered: { officerId: string; incidentId: string | null }
  serverKeys: ServerKey[]
}

interface JournalSchema extends DBSchema {
  keys: { key: string; value: DeviceKey }
  facts: { key: keyof Facts; value: Facts[keyof Facts] }
  recordings: { key: string; value: RecordingRow }
  parts: {
    key: [string, number]
    value: PartRow
    indexes: { phase: PartPhase; onPhone: number; progress: [string, PartPhase] }
  }
  receipts: { key: [string, string]; value: ReceiptRow }
}

export type Journal = IDBPDatabase<JournalSchema>

let opened: Promise<Journal> | null = null

export function journal(): Promise<Journal> {
  opened ??= openDB<JournalSchema>('lianzheng-capture', 1, {
    upgrade(db) {
      db.createObjectStore('keys', { keyPath: 'name' })
      db.createObjectStore('facts')
      db.createObjectStore('recordings', { keyPath: 'id' })
      db.createObjectStore('receipts', { keyPath: ['recordingId', 'sha256'] })
      const parts = db.createObjectStore('parts', { keyPath: ['recordingId', 'number'] })
      for (const name of ['phase', 'onPhone'] as const) parts.createIndex(name, name)
      parts.createIndex('progress', ['recordingId', 'phase'])
    },
  })
  return opened
}

/** Written when the promise resolves: on the disk, not only in the browser's memory. */
export async function keepPart(row: PartRow): Promise<void> {
  const work = (await journal()).transaction('parts', 'readwrite', { durability: 'strict' })
  await Promise.all([work.store.put(row), work.done])
}

/** Changes a row in one transaction, so that two writers never undo each other. */
export async function changePart(recordingId: string, number: number, change: Partial<PartRow>): Promise<void> {
  const work = (await journal()).transaction('parts', 'readwrite', { durability: 'strict' })
  const row = await work.store.get([recordingId, number])
  if (row) await work.store.put({ ...row, ...change })
  await work.done
}

export async function changeClosing(recordingId: string, change: Partial<ClosingRow>): Promise<void> {
  const work = (await journal()).transaction('recordings', 'readwrite', { durability: 'strict' })
  const row = await work.store.get(recordingId)
  if (row?.closing) await work.store.put({ ...row, closing: { ...row.closing, ...change } })
  await work.done
}

export async function keepReceipt(row: ReceiptRow): Promise<void> {
  const work = (await journal()).transaction('receipts', 'readwrite', { durability: 'strict' })
  await Promise.all([work.store.put(row), work.done])
}

/** Parts in one phase, all recordings, at most `limit`. */
export async function partsIn(phase: PartPhase, limit?: number): Promise<PartRow[]> {
  return (await journal()).getAllFromIndex('parts', 'phase', phase, limit)
}

export interface Counts {
  onPhone: number
  held: number
  refused: number
  heldOfOne: number
}

export async function counts(recordingId: string | null): Promise<Counts> {
  const parts = (await journal()).transaction('parts').store
  const [onPhone, held, refused, heldOfOne] = await Promise.all([
    parts.index('onPhone').count(1), parts.index('phase').count('held'), parts.index('phase').count('refused'),
    recordingId === null ? 0 : parts.index('progress').count([recordingId, 'held']),
  ])
  return { onPhone, held, refused, heldOfOne }
}

export async function recordingsKept(): Promise<RecordingRow[]> {
  return (await journal()).getAll('recordings')
}

export async function keepRecording(row: RecordingRow): Promise<void> {
  const work = (await journal()).transaction('recordings', 'readwrite', { durability: 'strict' })
  await Promise.all([work.store.put(row), work.done])
}

export async function fact<K extends keyof Facts>(name: K): Promise<Facts[K] | null> {
  return ((await (await journal()).get('facts', name)) as Facts[K] | undefined) ?? null
}

export async function keepFact<K extends keyof Facts>(name: K, value: Facts[K]): Promise<void> {
  await (await journal()).put('facts', value, name)
}

/** Parts of one recording in order. */
export async function partsOf(recordingId: string): Promise<PartRow[]> {
  return (await journal()).getAll('parts', IDBKeyRange.bound([recordingId, 0], [recordingId, Infinity]))
}

export async function receiptsOf(recordingId: string): Promise<ReceiptRow[]> {
  return (await journal()).getAll('receipts', IDBKeyRange.bound([recordingId, ''], [recordingId, '\uffff']))
}

export function now(): Clock {
  const mono = performance.timeOrigin + performance.now()
  return { wallMs: Date.now(), monoUs: Math.round(mono * 1000) }
}

export const fileName = (number: number): string => `${number}.mp4`
export const tailName = (number: number): string => `${number}.tail`

export async function shelf(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle('footage', { create: true })
}

export async function folderOf(recordingId: string): Promise<FileSystemDirectoryHandle> {
  return (await shelf()).getDirectoryHandle(recordingId, { create: true })
}

/** The bytes of a closed part; null where the file is gone. */
export async function fileOf(recordingId: string, number: number): Promise<File | null> {
  try {
    return await (await (await folderOf(recordingId)).getFileHandle(fileName(number))).getFile()
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotFoundError') return null
    throw cause
  }
}

export async function deleteFile(recordingId: string, number: number): Promise<void> {
  await (await folderOf(recordingId)).removeEntry(fileName(number))
}

/**
 * The largest of `sizes` (bytes, ascending) that can still be written, else 0; in a worker only.
 *
 * Asks the disk: the browser's estimate names 10 GiB whatever is free. The file is sparse: no time, no wear.
 */
export async function roomFor(sizes: number[]): Promise<number> {
  const root = await navigator.storage.getDirectory()
  const file = await (await root.getFileHandle('room', { create: true })).createSyncAccessHandle()
  let room = 0
  try {
    for (const size of sizes) {
      file.truncate(size)
      room = size
    }
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause // QuotaExceededError: no room for this one
  } finally {
    file.close()
    await root.removeEntry('room')
  }
  return room
}
