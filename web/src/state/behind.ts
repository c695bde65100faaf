import type { App } from 'vue'
import { loadSentences } from '@/i18n'
import { loadCatalogue } from './session'

let shell: App
let asked: Promise<unknown> | null = null

/** Names the app that `loadBehind` completes. */
export const completes = (app: App): void => void (shell = app)

/** What every page but the first stands on: all sentences, the words of dialogs, programmes and registers. The first asks for it once it is shown. */
export function loadBehind(): Promise<unknown> {
  void loadCatalogue()
  return (asked ??= Promise.all([loadSentences(), import('@/element').then(({ speak }) => speak(shell))]).catch((cause) => {
    asked = null
    throw cause
  }))
}
