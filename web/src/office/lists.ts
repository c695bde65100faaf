import type { Ledger } from './entries'
import type { Register } from '@/api/types'

/** Ledgers whose entries are one report of one unit and period. */
export function isPeriodic(ledger: Ledger, registers: readonly Register[]): boolean {
  const names = new Set(registers.find((one) => one.name === ledger.name)?.fields.map((field) => field.name))
  return names.has('period') && names.has('unit') && ledger.start === 'due'
}

export type CellState = 'todo' | 'overdue' | 'handed' | 'returned' | 'locked' | 'dropped'

/** How a report stands: who has not handed in by its day is overdue; what was handed in after it stays late. */
export function cellState(kind: string, state: string, due: string | null, today: string): CellState {
  if (kind === 'closed') return 'locked'
  if (kind === 'dropped') return 'dropped'
  if (state === 'returned') return 'returned'
  if (state === 'due') return due && due < today ? 'overdue' : 'todo'
  return 'handed'
}

export interface TreeNode<T> { item: T; depth: number }

/** Entries below those they belong to; one whose parent is not here stands at the top. Nothing is left out, a cycle neither. */
export function asTree<T>(items: readonly T[], number: (item: T) => string, parent: (item: T) => string | null | undefined): TreeNode<T>[] {
  const known = new Set(items.map(number))
  const children = new Map<string, T[]>()
  for (const item of items) {
    const above = parent(item)
    const key = above && known.has(above) && above !== number(item) ? above : ''
    children.set(key, [...(children.get(key) ?? []), item])
  }
  const seen = new Set<string>()
  const result: TreeNode<T>[] = []
  const add = (item: T, depth: number): void => {
    if (seen.has(number(item))) return
    seen.add(number(item))
    result.push({ item, depth })
    for (const child of children.get(number(item)) ?? []) add(child, depth + 1)
  }
  for (const item of children.get('') ?? []) add(item, 0)
  for (const item of items) add(item, 0)
  return result
}
