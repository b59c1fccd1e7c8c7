/** The recorder's way out: claims, confirms, tickets. On the device's signature alone, no session needed. */

import { WireError, type PutAnswer, type UploadTicket, type Wire } from '@/capture/words'
import { ask, putBytes, wire } from './client'
import { Problem } from './problem'

async function orWireError<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (cause) {
    if (cause instanceof Problem && cause.status > 0) throw new WireError(cause.status, cause.code)
    throw cause
  }
}

async function put(ticket: UploadTicket, blob: Blob, signal: AbortSignal): Promise<PutAnswer> {
  try {
    await putBytes(ticket, blob, signal)
    return { status: 200 }
  } catch (cause) {
    if (cause instanceof Problem && cause.status > 0) return { status: cause.status, code: cause.code }
    throw cause
  }
}

export const captureWire: Wire = {
  claims: (claims, signal) => orWireError(ask(wire.POST('/api/footage/claims', { body: { claims }, signal }))),
  confirm: (body, signal) => orWireError(ask(wire.POST('/api/footage/confirms', { body, signal }))),
  put,
  time: (signal) => orWireError(ask(wire.GET('/api/time', { signal }))),
  keys: (signal) => orWireError(ask(wire.GET('/api/keys', { signal }))),
}
