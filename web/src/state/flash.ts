import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Unit } from '@/api/types'

const FLASH_MILLISECONDS = 2500

/** Regions whose figures differ between two answers. */
export function changedRegions(before: readonly Unit[], after: readonly Unit[]): Set<string> {
  const known = new Map(before.map((unit) => [unit.region, JSON.stringify(unit)]))
  return new Set(after.filter((unit) => known.has(unit.region) && known.get(unit.region) !== JSON.stringify(unit)).map((unit) => unit.region))
}

/** Regions to flash for a moment after a change; nothing when another table (`name`) is shown. */
export function useFlash(units: Ref<readonly Unit[]>, name: () => string): Ref<ReadonlySet<string>> {
  const flashing = shallowRef<ReadonlySet<string>>(new Set())
  let shownName = name()
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(units, (after, before) => {
    const same = name() === shownName
    shownName = name()
    flashing.value = same && before.length ? changedRegions(before, after) : new Set()
    clearTimeout(timer)
    timer = setTimeout(() => (flashing.value = new Set()), FLASH_MILLISECONDS)
  })
  onScopeDispose(() => clearTimeout(timer))
  return flashing
}
