/** One incident on the screen: shown, edited, kept on the phone at every pause, sent a little later. */

import { computed, onBeforeUnmount, ref, watch, type ComputedRef } from 'vue'
import { useLoad } from '@/shell/ui/load'
import type { EnterTime, Incident, Report } from '@/wire/words'
import { lookUp } from '../myIncidents'
import { changed, flush, put, putEdit, type Act } from '../outbox'

const KEEP_MS = 500
const SEND_MS = 4000

/** The copy of the report that is being edited; `take` puts it away once, as plain data. */
function useCopy(incident: ComputedRef<Incident | null>) {
  const report = ref<Report | null>(null)
  const dirty = ref(false)
  let seen = ''

  watch(incident, (fresh) => {
    if (!fresh || dirty.value) return
    seen = JSON.stringify(fresh.report)
    if (JSON.stringify(report.value) !== seen) report.value = JSON.parse(seen) as Report
  })
  const differs = (): boolean => report.value !== null && JSON.stringify(report.value) !== seen
  function take(): Report | null {
    if (!dirty.value || !report.value || report.value.place.trim() === '') return null
    seen = JSON.stringify(report.value)
    dirty.value = false
    return JSON.parse(seen) as Report
  }
  return { report, dirty, differs, take }
}

/** Keeps what is typed in the outbox at every pause, sends it a little later, on leaving, and when hidden. */
function useKeeping(id: string, incident: ComputedRef<Incident | null>) {
  const { report, dirty, differs, take } = useCopy(incident)
  let keepTimer: ReturnType<typeof setTimeout> | undefined
  let sendTimer: ReturnType<typeof setTimeout> | undefined

  async function keep(): Promise<void> {
    clearTimeout(keepTimer)
    const version = incident.value?.version
    const copy = version === undefined ? null : take()
    if (copy && version !== undefined) await putEdit(id, copy, version)
  }
  async function send(): Promise<void> {
    clearTimeout(sendTimer)
    await keep()
    await flush()
  }
  const onTyped = (): void => {
    if (!differs()) return
    dirty.value = true
    clearTimeout(keepTimer)
    clearTimeout(sendTimer)
    keepTimer = setTimeout(() => void keep(), KEEP_MS)
    sendTimer = setTimeout(() => void send(), SEND_MS)
  }
  watch(report, onTyped, { deep: true })
  const onHide = (): void => {
    if (document.visibilityState === 'hidden') void send()
  }
  document.addEventListener('visibilitychange', onHide)
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', onHide)
    void send()
  })
  return { report, dirty, send }
}

export function useIncident(id: string) {
  const loaded = useLoad(() => lookUp(id), { topics: ['incident', 'review', 'recording'] })
  const incident = computed<Incident | null>(() => loaded.data.value?.incident ?? null)
  const acts = computed<Act[]>(() => loaded.data.value?.acts ?? [])
  const { report, dirty, send } = useKeeping(id, incident)
  onBeforeUnmount(watch(changed, () => void loaded.reload()))

  async function enterTime(time: EnterTime): Promise<void> {
    await put(id, { kind: 'time', body: time })
    void flush()
  }
  const saveState = computed<'saved' | 'phone' | 'saving' | 'conflict' | 'refused'>(() => {
    const bad = acts.value.find((act) => act.state !== 'waiting')
    if (bad) return bad.state === 'conflict' ? 'conflict' : 'refused'
    if (dirty.value) return 'saving'
    return acts.value.length ? 'phone' : 'saved'
  })
  return { ...loaded, incident, acts, report, send, enterTime, saveState }
}
