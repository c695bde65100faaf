import { ref } from 'vue'
import type { Text } from '../lib/types'
import { en } from './en'
import { zh } from './zh'

export type Language = 'zh' | 'en'
const STORED = 'wanjia.language'

function remembered(): string | null {
  try { return localStorage.getItem(STORED) } catch { return null }
}

const asked = new URLSearchParams(location.search).get('lang') ?? remembered()
export const language = ref<Language>(asked?.startsWith('en') ? 'en' : 'zh')

export function setLanguage(chosen: Language): void {
  language.value = chosen
  document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : 'en'
  try { localStorage.setItem(STORED, chosen) } catch { /* storage is off: it lasts as long as the page */ }
}

/** The sentence of that name in the language of the page. */
export function say(name: string, values: Record<string, string | number> = {}): string {
  const sentence = (language.value === 'zh' ? zh : en)[name] ?? name
  return sentence.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''))
}

export const inLanguage = (text: Text | undefined): string => (text ? text[language.value] : '')
