/** One short sentence that something happened; read out by screen readers, gone after a moment. */

import { ref } from 'vue'

const SHOWN_MS = 2600
export const toast = ref('')
let timer: ReturnType<typeof setTimeout> | undefined

export function tell(sentence: string): void {
  toast.value = sentence
  clearTimeout(timer)
  timer = setTimeout(() => (toast.value = ''), SHOWN_MS)
}
