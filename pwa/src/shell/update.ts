/** The service worker: registered once; a new version waits until someone says so, never in a recording. */

import { ref } from 'vue'
import { router } from './router'

const WAKE_MS = 300
export const updateWaiting = ref<ServiceWorker | null>(null)

function watchWorker(registration: ServiceWorkerRegistration): void {
  const seen = (): void => {
    const fresh = registration.installing
    fresh?.addEventListener('statechange', () => {
      if (fresh.state === 'installed' && navigator.serviceWorker.controller) updateWaiting.value = fresh
    })
  }
  if (registration.waiting && navigator.serviceWorker.controller) updateWaiting.value = registration.waiting
  registration.addEventListener('updatefound', seen)
}

export function registerWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  window.addEventListener('load', () => {
    navigator.serviceWorker.register('/worker.js').then(watchWorker, (cause: unknown) => console.error(cause))
  })
}

export function updateNow(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true })
  updateWaiting.value?.postMessage({ type: 'SKIP_WAITING' })
}

/** The browser's own question whether to install; null where there is none or it was answered. */
interface InstallPrompt extends Event {
  prompt(): Promise<void>
  userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }>
}
export const installPrompt = ref<InstallPrompt | null>(null)
window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault()
  installPrompt.value = event as InstallPrompt
})
export const installed = window.matchMedia('(display-mode: standalone)').matches

/** What works beside the screens, loaded after the first of them: the recorder's upload, the outbox. */
export function wakeRooms(): void {
  const wake = async (): Promise<void> => {
    const [{ wakeRecorder }, { wakeOutbox }] = await Promise.all([import('@/footage/recorder'), import('@/incidents/outbox')])
    wakeRecorder()
    wakeOutbox()
  }
  void router.isReady().then(() => setTimeout(() => void wake().catch((cause: unknown) => console.error(cause)), WAKE_MS))
}
