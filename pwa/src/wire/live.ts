/** Server-sent events: "this changed, fetch it again if you show it". The browser reconnects by itself. */

import type { LiveEvent } from './words'

type Listener = (event: LiveEvent) => void

const listeners = new Set<Listener>()
let source: EventSource | null = null
let lost = false

function tell(event: LiveEvent): void {
  for (const listener of listeners) listener(event)
}

/** Opens the stream once; after a lost connection everyone shown is told to fetch again (topic `*`). */
export function openLive(): void {
  if (source) return
  source = new EventSource('/api/live')
  source.onmessage = (message: MessageEvent<string>) => tell(JSON.parse(message.data) as LiveEvent)
  source.onerror = () => (lost = true)
  source.onopen = () => {
    if (lost) tell({ topic: '*', id: '' })
    lost = false
  }
}

export function closeLive(): void {
  source?.close()
  source = null
}

/** Calls `then` for every event until the returned function is called. */
export function listen(then: Listener): () => void {
  listeners.add(then)
  return () => listeners.delete(then)
}
