/** Incident lists that also open without a network: the last answer, and what waits in the outbox on top. */

import { onBeforeUnmount, watch } from 'vue'
import { person } from '@/shell/session'
import { useLoad } from '@/shell/ui/load'
import { listIncidents, readIncident, type IncidentQuery } from '@/wire/incidents'
import { asProblem } from '@/wire/problem'
import type { Incident, IncidentSummary } from '@/wire/words'
import { actsOf, box, changed, type Act } from './outbox'

function summaryOf(act: Act & { kind: 'create' }): IncidentSummary {
  const at = (kind: string): string | null => act.body.times?.find((time) => time.kind === kind)?.at ?? null
  return {
    id: act.incident_id, number: '', unit_id: person.value?.unit_id ?? '', unit_name: person.value?.unit_name ?? '',
    incident_class: act.body.report.incident_class, place: act.body.report.place, state: 'open',
    reported_at: at('reported'), arrived_at: at('arrived'), cleared_at: at('cleared'), officers: [person.value?.name ?? ''],
  }
}

async function withKept(key: string, ask: () => Promise<IncidentSummary[]>): Promise<IncidentSummary[]> {
  const db = await box()
  let list: IncidentSummary[]
  try {
    list = await ask()
    await db.put('lists', list, key)
  } catch (cause) {
    const kept = await db.get('lists', key)
    const problem = asProblem(cause)
    if (!kept && !problem.offline) throw problem
    if (!problem.offline && !problem.signedOut) throw problem
    list = kept ?? []
  }
  const ids = new Set(list.map((one) => one.id))
  const fresh = (await db.getAll('acts')).filter((act) => act.kind === 'create' && act.person_id === person.value?.id && !ids.has(act.incident_id))
  return [...fresh.map((act) => summaryOf(act as Act & { kind: 'create' })), ...list]
}

/** The signed-in officer's incidents. */
export function useMyIncidents() {
  const query: IncidentQuery = { scope: 'mine' }
  const loaded = useLoad(() => withKept(`${person.value?.id}/mine`, () => listIncidents(query)), { topics: ['incident', 'recording', 'review'] })
  const stop = watch(changed, () => void loaded.reload())
  onBeforeUnmount(stop)
  return { ...loaded, list: loaded.data }
}

/** What the outbox adds to the server's figure of an incident. */
export function overlay(incident: Incident, acts: Act[]): Incident {
  let shown = incident
  for (const act of acts) {
    if (act.kind === 'time') {
      const entry = { ...act.body, entered_by_name: person.value?.name ?? '', entered_at: new Date().toISOString(), current: true }
      const others = shown.times.map((time) => (time.kind === act.body.kind ? { ...time, current: false } : time))
      if (!shown.times.some((time) => time.id === act.body.id)) shown = { ...shown, times: [...others, entry] }
    } else if (act.kind === 'edit') shown = { ...shown, report: act.body.report }
  }
  return shown
}

function born(act: Act & { kind: 'create' }): Incident {
  const now = new Date().toISOString()
  const me = person.value
  return {
    id: act.incident_id, number: '', unit_id: me?.unit_id ?? '', unit_name: me?.unit_name ?? '', state: 'open', version: 1,
    report: act.body.report, created_at: now, created_by_name: me?.name ?? '', editable: true,
    times: (act.body.times ?? []).map((time) => ({ ...time, entered_by_name: me?.name ?? '', entered_at: now, current: true })),
    officers: me ? [{ id: me.id, police_no: me.police_no, name: me.name }] : [],
  }
}

/** One incident as this phone knows it: the server's, else the kept one, with the outbox on top. */
export async function lookUp(id: string): Promise<{ incident: Incident; acts: Act[] }> {
  const db = await box()
  let acts = await actsOf(id)
  const create = acts.find((act) => act.kind === 'create')
  try {
    const incident = await readIncident(id)
    await db.put('seen', incident)
    acts = await actsOf(id)
    return { incident: overlay(incident, acts), acts }
  } catch (cause) {
    const problem = asProblem(cause)
    const kept = await db.get('seen', id)
    if (kept && (problem.offline || problem.signedOut)) return { incident: overlay(kept, acts), acts }
    if (create?.kind === 'create') return { incident: overlay(born(create), acts), acts }
    throw problem
  }
}

/** Forgets what was read for offline use; what waits to be sent stays. */
export async function forgetKept(): Promise<void> {
  const db = await box()
  await Promise.all([db.clear('seen'), db.clear('lists')])
}
