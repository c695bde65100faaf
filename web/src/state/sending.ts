import { ref } from 'vue'
import { ApiError } from '@/api/http'

/** Something a person sends: whether it is on its way, and what the server refused it with. */
export function useSending() {
  const working = ref(false)
  const error = ref<ApiError | null>(null)
  async function sending(act: () => Promise<void>): Promise<void> {
    error.value = null
    working.value = true
    try {
      await act()
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause
      error.value = cause
    } finally {
      working.value = false
    }
  }
  return { working, error, sending }
}
