/** One incident on the screen: shown, edited, kept on the phone at every pause, sent a little later. */

import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { useLoad } from '@/shell/ui/load'
import type { EnterTime, Incident, Report } from '@/wire/words'
import { lookUp } from '../myIncidents'
import { changed, flush, put, putEdit, type Act } from '../outbox'

const KEEP_MS = 500
const SEND_MS = 4000

export function useIncident(id: string) {
  const loaded = useLoad(() => lookUp(id), { topics: ['incident', 'review', 'recording'], id: () => null })
  const report = ref<Report | null>(null)
  const dirty = ref(false)
  const incident = computed<Incident | null>(() => loaded.data.value?.incident ?? null)
  const acts = computed<Act[]>(() => loaded.data.value?.acts ?? [])
  const seen = shallowRef('')

  watch(incident, (fresh) => {
    if (!fresh || dirty.value) return
    seen.value = JSON.stringify(fresh.report)
    if (JSON.stringify(report.value) !== seen.value) report.value = JSON.parse(seen.value) as Report
  })

  let keepTimer: ReturnType<typeof setTimeout> | undefined
  let sendTimer: ReturnType<typeof setTimeout> | undefined

  async function keep(): Promise<void> {
    clearTimeout(keepTimer)
    if (!dirty.value || !report.value || !incident.value || report.value.place.trim() === '') return
    const text = JSON.stringify(report.value)
    seen.value = text
    dirty.value = false
    await putEdit(id, JSON.parse(text) as Report, incident.value.version)
  }
  async function send(): Promise<void> {
    clearTimeout(sendTimer)
    await keep()
    await flush()
  }

  watch(
    report,
    () => {
      if (!report.value || JSON.stringify(report.value) === seen.value) return
      dirty.value = true
      clearTimeout(keepTimer)
      clearTimeout(sendTimer)
      keepTimer = setTimeout(() => void keep(), KEEP_MS)
      sendTimer = setTimeout(() => void send(), SEND_MS)
    },
    { deep: true },
  )
  const stop = watch(changed, () => void loaded.reload())

  async function enterTime(time: EnterTime): Promise<void> {
    await put(id, { kind: 'time', body: time })
    void flush()
  }

  const onHide = (): void => {
    if (document.visibilityState === 'hidden') void send()
  }
  document.addEventListener('visibilitychange', onHide)
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', onHide)
    stop()
    void send()
  })

  const saveState = computed<'saved' | 'phone' | 'saving' | 'conflict' | 'refused'>(() => {
    const bad = acts.value.find((act) => act.state !== 'waiting')
    if (bad) return bad.state === 'conflict' ? 'conflict' : 'refused'
    if (dirty.value) return 'saving'
    return acts.value.length ? 'phone' : 'saved'
  })
  return { ...loaded, incident, acts, report, send, enterTime, saveState }
}
