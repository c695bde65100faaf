import { createI18n } from 'vue-i18n'
import type { Text } from '@/api/types'
import { en, zh } from './messages'

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

export const i18n = createI18n({
  legacy: false,
  locale: initialLanguage(location.search, remembered()),
  fallbackLocale: false,
  messages: { zh, en },
})

export function setLanguage(language: Language): void {
  i18n.global.locale.value = language
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  try {
    localStorage.setItem(STORED, language)
  } catch {
    // as above
  }
}

export function currentLanguage(): Language {
  return i18n.global.locale.value as Language
}

/** The sentence in the language of the page; reactive inside templates and computed values. */
export function inLanguage(text: Text | null | undefined): string {
  return text ? text[currentLanguage()] : ''
}
