import { ref, watch, type Ref } from 'vue'

/** A value kept in this browser under `wanjia.<name>`; `fallback` when there is none or storage is switched off. */
export function useStored<T>(name: string, fallback: T): Ref<T> {
  const key = `wanjia.${name}`
  const read = (): T => {
    try {
      const text = localStorage.getItem(key)
      return text === null ? fallback : (JSON.parse(text) as T)
    } catch {
      return fallback
    }
  }
  const value = ref(read()) as Ref<T>
  watch(value, (now) => {
    try {
      localStorage.setItem(key, JSON.stringify(now))
    } catch {
      // kept as long as the page
    }
  }, { deep: true })
  return value
}
