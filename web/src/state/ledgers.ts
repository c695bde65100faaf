import { computed, shallowRef } from 'vue'
import { get } from '@/api/http'
import type { Ledger } from '@/api/types'

const ledgers = shallowRef<Ledger[] | null>(null)
let asked: Promise<void> | null = null

/** The ledgers as their files say, asked for once; a new version comes with the next visit of the pages. */
export function useLedgers() {
  asked ??= get('/api/ledgers').then(
    (answer) => void (ledgers.value = answer.ledgers as unknown as Ledger[]),
    () => void (asked = null),
  )
  return computed(() => ledgers.value ?? [])
}

export function useLedger(name: () => string) {
  const all = useLedgers()
  return computed(() => all.value.find((ledger) => ledger.name === name()))
}
