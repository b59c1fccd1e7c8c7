/** Loading for a screen: data, problem, a live refetch, the last good answer kept while offline. */

import { onBeforeUnmount, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { listen } from '@/wire/live'
import { asProblem, type Problem } from '@/wire/problem'

export interface Loaded<T> {
  data: ShallowRef<T | null>
  problem: ShallowRef<Problem | null>
  loading: Ref<boolean>
  reload: () => Promise<void>
}

interface Options {
  /** Live topics that make this screen fetch again. */
  topics?: string[]
  /** Only events about this object. */
  id?: () => string | null
}

const REFETCH_MS = 250
/** After a lost connection, or when this reader was too slow: fetch anew. */
const everything = (topic: string): boolean => topic === '*' || topic === 'again'

export function useLoad<T>(ask: () => Promise<T>, options: Options = {}): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(true)
  let round = 0

  async function reload(): Promise<void> {
    const mine = ++round
    loading.value = true
    try {
      const answer = await ask()
      if (mine !== round) return
      data.value = answer
      problem.value = null
    } catch (cause) {
      if (mine === round) problem.value = asProblem(cause)
    } finally {
      if (mine === round) loading.value = false
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = listen((event) => {
    const about = options.id?.()
    if (!everything(event.topic) && !options.topics?.includes(event.topic)) return
    if (!everything(event.topic) && about && about !== event.id) return
    clearTimeout(timer)
    timer = setTimeout(() => void reload(), REFETCH_MS)
  })
  onBeforeUnmount(() => {
    stop()
    clearTimeout(timer)
    round++
  })
  void reload()
  return { data, problem, loading, reload }
}

/** One act of a button: busy while it runs, its problem shown, never run twice at once. */
export function useAct<A extends unknown[]>(act: (...values: A) => Promise<unknown>) {
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  async function run(...values: A): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await act(...values)
      return true
    } catch (cause) {
      problem.value = asProblem(cause)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, run }
}

/** The time now, renewed every `ms`, for running clocks. */
export function useNow(ms = 1000): Ref<number> {
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), ms)
  onBeforeUnmount(() => clearInterval(timer))
  return now
}
