/** The only fetch() of the product: typed calls, CSRF header, timeouts, problems. */

import createClient, { type Middleware } from 'openapi-fetch'
import { ref } from 'vue'
import type { paths } from './generated'
import { asProblem, Problem, problemOf } from './problem'

const TIMEOUT_MS = 15_000
const UPLOAD_TIMEOUT_MS = 120_000

/** False once a call found no network or the browser says so; true again with the first answer. */
export const online = ref(navigator.onLine)
window.addEventListener('online', () => (online.value = true))
window.addEventListener('offline', () => (online.value = false))

let csrf = ''
let whenSignedOut: (() => void) | null = null
let renewSession: (() => Promise<void>) | null = null

export function setCsrf(token: string): void {
  csrf = token
}

/** Called when the server says that the session ended. */
export function onSignedOut(then: () => void): void {
  whenSignedOut = then
}

/** How to get the session's word again: after a start without a network there is none yet. */
export function onMissingWord(then: () => Promise<void>): void {
  renewSession = then
}

/** Signing in needs no word; claims and confirms stand on the device's signature alone. */
const WORDLESS = /^\/api\/(session|footage)\b/

const changes: Middleware = {
  async onRequest({ request }) {
    const wanted = request.method !== 'GET' && !(WORDLESS.test(new URL(request.url).pathname) && request.method === 'POST')
    if (wanted && !csrf) await renewSession?.()
    if (request.method !== 'GET' && csrf) request.headers.set('X-CSRF', csrf)
    return request
  },
}

async function timedFetch(input: Request): Promise<Response> {
  const signal = AbortSignal.any([input.signal, AbortSignal.timeout(TIMEOUT_MS)])
  return fetch(new Request(input, { signal }))
}

export const wire = createClient<paths>({ baseUrl: window.location.origin, fetch: timedFetch, credentials: 'same-origin' })
wire.use(changes)

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The answer's body, or a thrown Problem. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>
  try {
    answer = await call
  } catch (cause) {
    const problem = asProblem(cause)
    if (problem.offline) online.value = false
    throw problem
  }
  online.value = true
  if (answer.response.ok) return answer.data as T
  const problem = problemOf(answer.error, answer.response.status)
  if (problem.code === 'csrf') csrf = ''
  if (problem.signedOut) whenSignedOut?.()
  throw problem
}

/** Sends bytes to a signed address of the store, exactly as its ticket says. Raises Problem. */
export async function putBytes(
  ticket: { method: string; url: string; headers: Record<string, string> },
  bytes: Blob,
  signal?: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.timeout(UPLOAD_TIMEOUT_MS)
  let response: Response
  try {
    response = await fetch(ticket.url, {
      method: ticket.method,
      headers: ticket.headers,
      body: bytes,
      credentials: 'omit',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
  } catch (cause) {
    throw asProblem(cause)
  }
  if (response.ok) return
  const body: unknown = await response.json().catch(() => null)
  throw problemOf(body, response.status)
}

export { Problem }
