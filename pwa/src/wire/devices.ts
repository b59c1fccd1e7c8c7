/** Calls: enrolled phones. */

import { ask, wire } from './client'
import type { Device } from './words'

export const enrolDevice = (body: { id: string; name: string; public_key: string; user_agent: string }): Promise<Device> =>
  ask(wire.POST('/api/devices', { body }))
export const readDevices = (): Promise<Device[]> => ask(wire.GET('/api/devices'))
export const readDevice = (id: string): Promise<Device> => ask(wire.GET('/api/devices/{id}', { params: { path: { id } } }))
export const approveDevice = (id: string): Promise<Device> =>
  ask(wire.POST('/api/devices/{id}/approve', { params: { path: { id } } }))
export const revokeDevice = (id: string, reason: string): Promise<Device> =>
  ask(wire.POST('/api/devices/{id}/revoke', { params: { path: { id } }, body: { reason } }))
