/** The acts of the recorder screen: start, stop, go on, with tone, vibration and a kept screen. */

import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import { CaptureProblem } from '@/capture/capture'
import { say } from '@/shell/i18n'
import { person } from '@/shell/session'
import { Problem } from '@/wire/problem'
import { broken, recorder, snapshot } from './recorder'
import './words'

function words(cause: unknown): Problem {
  const code = cause instanceof CaptureProblem || (cause instanceof Error && 'code' in cause) ? String((cause as { code: unknown }).code) : 'unknown'
  const key = `footage.problem.${code}`
  const text = say(key)
  const shown = text === key ? say('footage.problem.unknown') : text
  return new Problem({ code, zh: shown, en: shown })
}

/** Rising for go, falling for halt: heard with the phone in the pocket. */
function tone(up: boolean): void {
  const context = new AudioContext()
  const gain = context.createGain()
  gain.gain.value = 0.15
  gain.connect(context.destination)
  for (const [index, hertz] of (up ? [660, 880] : [880, 520]).entries()) {
    const note = context.createOscillator()
    note.frequency.value = hertz
    note.connect(gain)
    note.start(context.currentTime + index * 0.14)
    note.stop(context.currentTime + index * 0.14 + 0.12)
  }
  setTimeout(() => void context.close(), 600)
}

/** One act at a time, its refusal in words. */
function useActs() {
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  async function run(act: () => Promise<unknown>): Promise<void> {
    if (busy.value) return
    busy.value = true
    problem.value = null
    try {
      await act()
    } catch (cause) {
      console.error(cause)
      problem.value = words(cause)
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, run }
}

/** The picture of the camera, and what is felt and heard when the recorder changes its state. */
function usePhases(last: Ref<string | null>) {
  const stream = shallowRef<MediaStream | null>(null)
  const unwatch = watch(
    () => snapshot.value.phase,
    async (phase, before) => {
      if (phase === 'interrupted' && before === 'recording') {
        navigator.vibrate?.([200, 100, 200, 100, 400])
        tone(false)
      }
      if (phase === 'stopped') {
        last.value = snapshot.value.recordingId ?? last.value
        navigator.vibrate?.(60)
      }
      stream.value = phase === 'idle' || phase === 'stopped' ? null : (await recorder()).stream()
    },
    { immediate: true },
  )
  onBeforeUnmount(unwatch)
  return stream
}

export function useRecording(incidentId: () => string | null) {
  const { busy, problem, run } = useActs()
  const last = ref<string | null>(null)
  const stream = usePhases(last)
  const start = () =>
    run(async () => {
      const capture = await recorder()
      const { recordingId } = await capture.start({ officerId: person.value?.id ?? '', incidentId: incidentId() })
      last.value = recordingId
      navigator.vibrate?.(120)
      tone(true)
    })
  const stop = () => run(async () => (await recorder()).stop())
  const resume = () => run(async () => (await recorder()).resume())
  const unsupported = computed(() => snapshot.value.phase === 'unsupported' || broken.value !== null)
  return { busy, problem, stream, last, start, stop, resume, unsupported }
}
