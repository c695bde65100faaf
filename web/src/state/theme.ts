import { computed, ref, watch } from 'vue'

export type ThemeChoice = 'light' | 'dark' | 'system'
const STORED = 'wanjia.theme'
const dark = window.matchMedia('(prefers-color-scheme: dark)')

function remembered(): ThemeChoice {
  const asked = new URLSearchParams(location.search).get('theme')
  if (asked === 'light' || asked === 'dark') return asked
  try {
    const stored = localStorage.getItem(STORED)
    return stored === 'light' || stored === 'dark' ? stored : 'system'
  } catch {
    return 'system' // storage is switched off: the choice lasts as long as the page
  }
}

const systemDark = ref(dark.matches)
dark.addEventListener('change', (event) => (systemDark.value = event.matches))

/** What was chosen; `?theme=` in the address, then what was chosen before, then the system's. */
export const themeChoice = ref<ThemeChoice>(remembered())
export const isDark = computed(() => (themeChoice.value === 'system' ? systemDark.value : themeChoice.value === 'dark'))

/** Keeps `data-theme` of the document as chosen; the style sheet does the rest. */
export function followTheme(): void {
  watch(isDark, (value) => (document.documentElement.dataset.theme = value ? 'dark' : 'light'), { immediate: true })
  watch(themeChoice, (choice) => {
    try {
      localStorage.setItem(STORED, choice)
    } catch {
      // as above
    }
  })
}
