/** The language of the screen: zh-CN first, en complete. Each room brings its own words. */

import { createI18n } from 'vue-i18n'
import en from './words/en'
import zh from './words/zh'

export type Language = 'zh-CN' | 'en'
type Words = { [key: string]: string | string[] | Words }

const KEY = 'lianzheng.language'

function first(): Language {
  const kept = localStorage.getItem(KEY)
  if (kept === 'zh-CN' || kept === 'en') return kept
  return navigator.language.startsWith('en') ? 'en' : 'zh-CN'
}

export const i18n = createI18n({
  legacy: false,
  locale: first(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh as Words, en: en as Words },
})

const say: (key: string, values?: Record<string, unknown>) => string = (key, values) =>
  values ? i18n.global.t(key, values) : i18n.global.t(key)
export { say }

export const language = i18n.global.locale

export function setLanguage(next: Language): void {
  language.value = next
  localStorage.setItem(KEY, next)
  document.documentElement.lang = next
}
document.documentElement.lang = language.value

/** Adds the words of one room under its name; called by the room's words.ts when the room is first opened. */
export function addWords(room: string, chinese: Words, english: Words): void {
  i18n.global.mergeLocaleMessage('zh-CN', { [room]: chinese })
  i18n.global.mergeLocaleMessage('en', { [room]: english })
}

/** The sentence of a pair from the wire in the language of the screen. */
export function pick(pair: { text_zh: string; text_en: string }): string {
  return language.value === 'en' ? pair.text_en : pair.text_zh
}
