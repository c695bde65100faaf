import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { ApiError } from '@/api/client'
import { onChange } from './live'

export interface Resource<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<ApiError | null>
  loading: Ref<boolean>
  reload: () => void
}

/**
 * What `load` answers for `key`, loaded again when the key changes (the old answer is dropped) and
 * after every change on the server (the old answer stays until the new one is there). A null key
 * loads nothing. Keys are compared by value. `delay` lets other requests go first after a change.
 */
export function useResource<K, T>(
  key: () => K | null,
  load: (key: K, signal: AbortSignal) => Promise<T>,
  options: { live?: boolean; delay?: number } = {},
): Resource<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const loading = ref(false)
  let running: AbortController | null = null
  let again = false
  let current: K | null = null

  async function run(): Promise<void> {
    if (current === null) return
    const own = new AbortController()
    running = own
    loading.value = true
    try {
      const answer = await load(current, own.signal)
      if (running !== own) return
      data.value = answer
      error.value = null
    } catch (cause) {
      if (running !== own) return
      if (cause instanceof ApiError) error.value = cause
      else console.error(cause)
    }
    running = null
    loading.value = false
    if (again) refresh()
  }

  /** One request at a time: a change during one is followed by exactly one more. */
  function refresh(): void {
    again = running !== null
    if (!again) void run()
  }

  function start(next: K | null): void {
    running?.abort()
    running = null
    again = false
    current = next
    data.value = error.value = null
    void run()
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  function follow(): void {
    clearTimeout(timer)
    if (options.delay) timer = setTimeout(refresh, options.delay)
    else refresh()
  }

  watch(() => JSON.stringify(key()), () => start(key()), { immediate: true })
  if (options.live !== false) onScopeDispose(onChange(follow))
  onScopeDispose(() => {
    clearTimeout(timer)
    running?.abort()
    running = null
  })
  return { data, error, loading, reload: refresh }
}
