/** Calls: the board, the trail, health. */

import { ask, wire } from './client'
import type { Board, DeadLetter, Health, TrailEntry } from './words'

export const readBoard = (unit_id?: string): Promise<Board> => ask(wire.GET('/api/board', { params: { query: { unit_id } } }))
export const readTrail = (kind: string, id: string): Promise<TrailEntry[]> =>
  ask(wire.GET('/api/trail/{kind}/{object_id}', { params: { path: { kind, object_id: id } } }))
export const readHealth = (): Promise<Health> => ask(wire.GET('/api/health'))
export const deadLetters = (): Promise<DeadLetter[]> => ask(wire.GET('/api/dead-letters'))
export const retryDeadLetter = (id: number): Promise<unknown> =>
  ask(wire.POST('/api/dead-letters/{job_id}/retry', { params: { path: { job_id: id } } }))
