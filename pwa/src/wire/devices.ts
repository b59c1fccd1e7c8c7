/** Calls: enrolled phones. */

import { ask, wire } from './client'
import type { Device } from './words'

export const enrolDevice = (body: { id: string; name: string; public_key: string; user_agent: string }): Promise<Device> =>
  ask(wire.POST('/api/devices', { body }))
export const readDevices = (): Promise<Device[]> => ask(wire.GET('/api/devices'))
export const readDevice = (id: string): Promise<Device> => ask(wire.GET('/api/devices/{device_id}', { params: { path: { device_id: id } } }))
export const approveDevice = (id: string): Promise<Device> =>
  ask(wire.POST('/api/devices/{device_id}/approve', { params: { path: { device_id: id } } }))
export const revokeDevice = (id: string, reason: string): Promise<Device> =>
  ask(wire.POST('/api/devices/{device_id}/revoke', { params: { path: { device_id: id } }, body: { reason } }))
