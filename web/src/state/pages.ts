import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { ApiError } from '@/api/client'
import { onChange } from './live'

export interface Page<T> {
  rows: T[]
  total: number
  /** What `after` of the next page is; null at the end. */
  next: number | null
}
export interface PageQuery {
  after?: number
  limit: number
}
const SIZE = 100
const MOST_AT_ONCE = 500

/**
 * Rows of a list, loaded page by page as they are looked at. A new key begins anew; a change on the server loads what is
 * shown again where that is one request, and otherwise says so (`stale`), so that nothing moves under the reader's eyes.
 */
export function usePages<K, T>(key: () => K | null, load: (key: K, query: PageQuery, signal: AbortSignal) => Promise<Page<T>>) {
  const rows = shallowRef<T[]>([])
  const total = ref(0)
  const next = ref<number | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const loading = ref(false)
  const loaded = ref(false)
  const stale = ref(false)
  let running: AbortController | null = null

  async function run(after: number | undefined, limit: number, take: (page: Page<T>) => void): Promise<void> {
    const at = key()
    if (at === null) return
    running?.abort()
    const own = (running = new AbortController())
    loading.value = true
    try {
      const page = await load(at, { after, limit }, own.signal)
      if (running !== own) return
      take(page)
      total.value = page.total
      next.value = page.next
      error.value = null
      loaded.value = true
    } catch (cause) {
      if (running !== own) return
      if (!(cause instanceof ApiError)) throw cause
      error.value = cause
    }
    running = null
    loading.value = false
  }

  const begin = (limit = SIZE) => run(undefined, limit, (page) => { rows.value = page.rows; stale.value = false })
  function more(): void {
    if (running || next.value === null) return
    void run(next.value, SIZE, (page) => (rows.value = [...rows.value, ...page.rows]))
  }
  function refresh(): void {
    if (rows.value.length > MOST_AT_ONCE) stale.value = true
    else if (!running) void begin(Math.max(SIZE, rows.value.length))
  }

  watch(() => JSON.stringify(key()), () => {
    rows.value = []
    total.value = 0
    next.value = null
    loaded.value = false
    error.value = null
    void begin()
  }, { immediate: true })
  onScopeDispose(onChange(refresh))
  onScopeDispose(() => {
    running?.abort()
    running = null
  })
  return { rows, total, error, loading, loaded, stale, more, reload: () => void begin(), atEnd: computed(() => loaded.value && next.value === null) }
}
