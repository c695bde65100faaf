import { computed } from 'vue'
import { getRows } from '@/api/client'
import { useResource } from './resource'
import { session } from './session'

async function allNames(register: string, key: string, signal: AbortSignal): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (let after: number | null = 0; after !== null;) {
    const page = await getRows(register, { after: after || undefined, limit: 500 }, signal)
    for (const row of page.rows) names.set(row.values[key], row.values.name || row.values[key])
    after = page.next
  }
  return names
}

/** Names by code, for who may read the register; a code that is not there stands for itself. */
function useNames(register: string, key: string) {
  const names = useResource(() => (session.rights.value.has('read') ? register : null), (_, signal) => allNames(register, key, signal), { live: false })
  const known = computed(() => names.data.value)
  return (code: string | null | undefined): string => (code && known.value?.get(code)) || code || ''
}

export const useUnitNames = () => useNames('unit', 'code')
export const useRegionNames = () => useNames('region', 'region')
