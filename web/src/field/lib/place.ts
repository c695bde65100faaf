import { ref } from 'vue'

/** Where the page is: `#/entry/hazard/12` is ['entry', 'hazard', '12']. */
const parts = (): string[] => location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent)

export const here = ref<string[]>(parts())
window.addEventListener('hashchange', () => { here.value = parts(); window.scrollTo(0, 0) })

export const at = (...names: (string | number)[]): string => `#/${names.map((name) => encodeURIComponent(String(name))).join('/')}`
export function go(...names: (string | number)[]): void {
  location.hash = at(...names)
}
export const back = (): void => history.back()
