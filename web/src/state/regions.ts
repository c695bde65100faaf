import { computed, shallowRef } from 'vue'
import { getRows } from '@/api/client'
import type { RegisterPage } from '@/api/types'

const MOST = 5000
type Row = RegisterPage['rows'][number]
const regions = shallowRef<Row[]>([])
let asked: Promise<void> | null = null

async function all(): Promise<void> {
  const rows: Row[] = []
  for (let next: number | null = 0; next !== null && rows.length < MOST; ) {
    const page: RegisterPage = await getRows('region', { after: next || undefined, limit: 500 })
    rows.push(...page.rows)
    next = page.next
  }
  regions.value = rows
}

/** The regions within reach, asked for once; the picker of a form asks the server instead. */
export function useRegions() {
  asked ??= all().catch(() => void (asked = null))
  return regions
}

/** Names by code; a code that is not there stands for itself. */
export function useRegionNames() {
  const rows = useRegions()
  const names = computed(() => new Map(rows.value.map((row) => [row.values.region, row.values.name])))
  return (code: string): string => names.value.get(code) || code
}
