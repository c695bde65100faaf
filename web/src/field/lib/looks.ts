import { reactive, watchEffect } from 'vue'

export type Display = 'auto' | 'light' | 'dark' | 'outdoor'
interface Looks { large: boolean; display: Display }
const STORED = 'wanjia.field.looks'

function remembered(): Looks {
  try { return { large: false, display: 'auto', ...(JSON.parse(localStorage.getItem(STORED) ?? '{}') as Partial<Looks>) } } catch { return { large: false, display: 'auto' } }
}

export const looks = reactive<Looks>(remembered())

/** Keeps what was chosen, and tells the style sheet. */
export function followLooks(): void {
  watchEffect(() => {
    document.documentElement.classList.toggle('large', looks.large)
    document.documentElement.dataset.display = looks.display
    try { localStorage.setItem(STORED, JSON.stringify(looks)) } catch { /* storage is off */ }
  })
}
