/** What was written on this phone and not yet taken by the server: kept in order, sent in order, never lost. */

import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { ref } from 'vue'
import { person } from '@/shell/session'
import { createIncident, editReport, enterTime } from '@/wire/incidents'
import { asProblem } from '@/wire/problem'
import type { CreateIncident, EnterTime, Incident, IncidentSummary, Report } from '@/wire/words'

interface Base {
  seq: number
  person_id: string
  incident_id: string
  /** Sent at least once: it must not be changed any more, the server may have it. */
  tried: boolean
  state: 'waiting' | 'conflict' | 'refused'
  zh: string
  en: string
}
/** `base_version` null: whatever version the act before it produced. */
export type Act = Base &
  (
    | { kind: 'create'; body: CreateIncident }
    | { kind: 'edit'; body: { edit_id: string; base_version: number | null; report: Report } }
    | { kind: 'time'; body: EnterTime }
  )
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
type NewAct = DistributiveOmit<Act, keyof Base>

interface Box extends DBSchema {
  acts: { key: number; value: Act; indexes: { incident: string } }
  seen: { key: string; value: Incident }
  lists: { key: string; value: IncidentSummary[] }
}

let opening: Promise<IDBPDatabase<Box>> | null = null
export function box(): Promise<IDBPDatabase<Box>> {
  opening ??= openDB<Box>('lianzheng-outbox', 1, {
    upgrade(db) {
      db.createObjectStore('acts', { keyPath: 'seq', autoIncrement: true }).createIndex('incident', 'incident_id')
      db.createObjectStore('seen', { keyPath: 'id' })
      db.createObjectStore('lists')
    },
  })
  return opening
}

/** Acts that wait, and those that someone has to look at. */
export const waiting = ref(0)
export const stuck = ref(0)
/** Counts up whenever the outbox or a kept incident changed. */
export const changed = ref(0)

async function count(): Promise<void> {
  const mine = (await (await box()).getAll('acts')).filter((act) => act.person_id === person.value?.id)
  waiting.value = mine.filter((act) => act.state === 'waiting').length
  stuck.value = mine.length - waiting.value
  changed.value++
}

export const actsOf = async (incident: string): Promise<Act[]> => (await box()).getAllFromIndex('acts', 'incident', incident)

/** Puts one act at the end, on disk before this returns. */
export async function put(incident: string, act: NewAct): Promise<void> {
  const row = { ...act, person_id: person.value?.id ?? '', incident_id: incident, tried: false, state: 'waiting', zh: '', en: '' }
  const tx = (await box()).transaction('acts', 'readwrite', { durability: 'strict' })
  await tx.store.add(row as Act)
  await tx.done
  await count()
}

/** Keeps an edit: folded into the last unsent one, else behind it. */
export async function putEdit(incident: string, report: Report, seenVersion: number): Promise<void> {
  const tx = (await box()).transaction('acts', 'readwrite', { durability: 'strict' })
  const acts = (await tx.store.index('incident').getAll(incident)).filter((act) => act.kind !== 'time')
  const last = acts.at(-1)
  if (last && !last.tried && last.state === 'waiting') {
    await tx.store.put({ ...last, body: { ...last.body, report } } as Act)
  } else {
    const body = { edit_id: crypto.randomUUID(), base_version: last ? null : seenVersion, report }
    const row = { kind: 'edit', body, person_id: person.value?.id ?? '', incident_id: incident, tried: false, state: 'waiting', zh: '', en: '' }
    await tx.store.add(row as unknown as Act)
  }
  await tx.done
  await count()
}

/** Replaces a conflicting edit by what the officer chose, on top of the version he has now seen. */
export async function settle(act: Act, report: Report, version: number): Promise<void> {
  const db = await box()
  await db.put('acts', { ...act, kind: 'edit', tried: false, state: 'waiting', body: { edit_id: crypto.randomUUID(), base_version: version, report } })
  await count()
}

export async function drop(act: Act): Promise<void> {
  await (await box()).delete('acts', act.seq)
  await count()
}

async function send(act: Act): Promise<Incident> {
  if (act.kind === 'create') return createIncident(act.body)
  if (act.kind === 'time') return enterTime(act.incident_id, act.body)
  const before = await (await box()).get('seen', act.incident_id)
  return editReport(act.incident_id, { ...act.body, base_version: act.body.base_version ?? before?.version ?? 1 })
}

/** True when the act is out of the way, false when everything behind it has to wait. */
async function sendOne(act: Act): Promise<boolean> {
  const db = await box()
  await db.put('acts', { ...act, tried: true })
  try {
    const incident = await send(act)
    const tx = db.transaction(['acts', 'seen'], 'readwrite')
    await Promise.all([tx.objectStore('acts').delete(act.seq), tx.objectStore('seen').put(incident), tx.done])
    return true
  } catch (cause) {
    const problem = asProblem(cause)
    const later = problem.offline || problem.signedOut || problem.status >= 500 || problem.status === 429 || problem.code === 'csrf'
    if (later) return false
    const state = problem.code === 'report_conflict' ? 'conflict' : 'refused'
    await db.put('acts', { ...act, tried: true, state, zh: problem.zh, en: problem.en })
    return true
  }
}

async function sendAll(): Promise<void> {
  const blocked = new Set<string>()
  for (;;) {
    const acts = (await (await box()).getAll('acts')).filter((act) => act.person_id === person.value?.id)
    for (const act of acts) if (act.state !== 'waiting') blocked.add(act.incident_id)
    const next = acts.find((act) => !blocked.has(act.incident_id))
    if (!next) return
    if (!(await sendOne(next))) return
    await count()
  }
}

/** Sends what waits, oldest first; one tab at a time. */
export async function flush(): Promise<void> {
  if (!person.value) return
  await navigator.locks.request('lianzheng-outbox', { ifAvailable: true }, async (lock) => {
    if (lock) await sendAll()
  })
  await count()
}

const AGAIN_MS = 20_000
export function wakeOutbox(): void {
  const go = (): void => void flush()
  window.addEventListener('online', go)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && go())
  setInterval(() => waiting.value > 0 && go(), AGAIN_MS)
  go()
}
