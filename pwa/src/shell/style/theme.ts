/** Light, dark for the night patrol, bright for the sun; "auto" follows the phone. */

import { ref, watchEffect } from 'vue'

export type Theme = 'auto' | 'light' | 'dark' | 'bright'
const KEY = 'lianzheng.theme'
const THEMES: readonly string[] = ['auto', 'light', 'dark', 'bright']

function first(): Theme {
  const kept = localStorage.getItem(KEY) ?? ''
  return THEMES.includes(kept) ? (kept as Theme) : 'auto'
}

export const theme = ref<Theme>(first())
const night = window.matchMedia('(prefers-color-scheme: dark)')
const isNight = ref(night.matches)
night.addEventListener('change', (event) => (isNight.value = event.matches))

watchEffect(() => {
  const shown = theme.value === 'auto' ? (isNight.value ? 'dark' : 'light') : theme.value
  document.documentElement.dataset['theme'] = shown
  localStorage.setItem(KEY, theme.value)
})
