/** Calls: incidents, their times, their coverage. */

import { ask, wire } from './client'
import type { Coverage, CreateIncident, EditReport, EnterTime, Incident, IncidentSummary, ReportVersion } from './words'

export interface IncidentQuery {
  scope?: 'mine' | 'unit'
  day?: string
  filter?: 'without_footage' | 'gaps_unexplained' | 'due_soon' | 'overdue'
}

export const listIncidents = (query: IncidentQuery): Promise<IncidentSummary[]> =>
  ask(wire.GET('/api/board/incidents', { params: { query } }))
export const readIncident = (id: string): Promise<Incident> => ask(wire.GET('/api/incidents/{incident_id}', { params: { path: { incident_id: id } } }))
export const createIncident = (body: CreateIncident): Promise<Incident> => ask(wire.POST('/api/incidents', { body }))
export const editReport = (id: string, body: EditReport): Promise<Incident> =>
  ask(wire.POST('/api/incidents/{incident_id}/edits', { params: { path: { incident_id: id } }, body }))
export const readVersions = (id: string): Promise<ReportVersion[]> =>
  ask(wire.GET('/api/incidents/{incident_id}/versions', { params: { path: { incident_id: id } } }))
export const enterTime = (id: string, body: EnterTime): Promise<Incident> =>
  ask(wire.POST('/api/incidents/{incident_id}/times', { params: { path: { incident_id: id } }, body }))
export const addOfficer = (id: string, person_id: string): Promise<Incident> =>
  ask(wire.POST('/api/incidents/{incident_id}/officers', { params: { path: { incident_id: id } }, body: { person_id } }))
export const readCoverage = (id: string): Promise<Coverage> =>
  ask(wire.GET('/api/incidents/{incident_id}/coverage', { params: { path: { incident_id: id } } }))
