import { computed, ref, shallowReactive } from 'vue'
import type { Text } from '@/api/types'
import { first } from './first'
import { fill, flatten } from './messages'

export type Language = 'zh' | 'en'
const STORED = 'wanjia.language'

/** `?lang=` in the address, then what was chosen before, then 中文. */
export function initialLanguage(search: string, stored: string | null): Language {
  const asked = new URLSearchParams(search).get('lang') ?? stored
  return asked?.toLowerCase().startsWith('en') ? 'en' : 'zh'
}

function remembered(): string | null {
  try {
    return localStorage.getItem(STORED)
  } catch {
    return null // storage is switched off: the choice lasts as long as the page
  }
}

const language = ref<Language>(initialLanguage(location.search, remembered()))
const sentences = shallowReactive({ zh: flatten(first.zh), en: flatten(first.en) })
const whole: Partial<Record<Language, Promise<void>>> = {}

/** All sentences of the page's language: asked for once, behind what is shown first. */
export function loadSentences(of: Language = language.value): Promise<void> {
  return (whole[of] ??= (of === 'zh' ? import('./zh') : import('./en')).then(
    (loaded) => void (sentences[of] = flatten(loaded.default)),
    (cause) => {
      delete whole[of]
      throw cause
    },
  ))
}

export async function setLanguage(next: Language): Promise<void> {
  // A page that is shown already must not lose its words.
  if (next !== language.value) await loadSentences(next)
  language.value = next
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en'
  try {
    localStorage.setItem(STORED, next)
  } catch {
    // as above
  }
}

export const currentLanguage = (): Language => language.value

const locale = computed(() => language.value)
const te = (key: string): boolean => sentences[language.value].has(key)
const t = (key: string, values?: Record<string, unknown>): string => fill(sentences[language.value].get(key) ?? key, values)

/** The sentences of the page's language by their names; reactive inside templates and computed values. */
export const useI18n = () => ({ t, te, locale })

/** The sentence in the language of the page; reactive inside templates and computed values. */
export function inLanguage(text: Text | null | undefined): string {
  return text ? text[language.value] : ''
}
