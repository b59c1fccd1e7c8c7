/// <reference lib="webworker" />
/** Keeps the whole app on the phone, so that it opens, records and writes without a network. Data is never cached here. */

import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'

declare const self: ServiceWorkerGlobalScope

precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()

const shell = createHandlerBoundToURL('/index.html')
const SERVER_PATHS = /^\/(api|store|schema|metrics)(\/|$)/

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.mode !== 'navigate' || url.origin !== self.location.origin || SERVER_PATHS.test(url.pathname)) return
  event.respondWith(shell({ event, request: event.request, url }))
})

// The page that installed it too: the network may go before anybody loads the page a second time.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting()
})
