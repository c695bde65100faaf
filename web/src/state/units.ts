import { computed } from 'vue'
import { getRows } from '@/api/client'
import { useResource } from './resource'
import { session } from './session'

async function allUnits(signal: AbortSignal): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (let after: number | null = 0; after !== null;) {
    const page = await getRows('unit', { after: after || undefined, limit: 500 }, signal)
    for (const row of page.rows) names.set(row.values.code, row.values.name || row.values.code)
    after = page.next
  }
  return names
}

/** Names of units by their codes, for who may read the register; a code that is not there stands for itself. */
export function useUnitNames() {
  const names = useResource(() => (session.rights.value.has('read') ? 'unit' : null), (_, signal) => allUnits(signal), { live: false })
  const known = computed(() => names.data.value)
  return (code: string | null | undefined): string => (code && known.value?.get(code)) || code || ''
}
