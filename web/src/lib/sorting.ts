export type Direction = 'ascending' | 'descending'
export interface Sort {
  key: string
  direction: Direction
}

/** A cell as it is sorted: text by the language's order, others by their own; null always last. */
export type Comparer<T> = (a: T, b: T) => number

const collator = new Intl.Collator('zh-CN', { numeric: true })
export const compareText = (a: string, b: string): number => collator.compare(a, b)

/** Compares what `pick` finds; rows without it come last in either direction. */
export function by<T, V>(pick: (row: T) => V | null | undefined, order: (a: V, b: V) => number) {
  return (direction: Direction): Comparer<T> =>
    (a, b) => {
      const left = pick(a)
      const right = pick(b)
      if (left == null || right == null) return left == null ? (right == null ? 0 : 1) : -1
      return direction === 'ascending' ? order(left, right) : -order(left, right)
    }
}

/** A sorted copy; rows that compare equal keep the order of `tie`, whatever the direction. */
export function sortRows<T>(rows: readonly T[], comparer: Comparer<T>, tie: Comparer<T>): T[] {
  return [...rows].sort((a, b) => comparer(a, b) || tie(a, b))
}

/** Every word of the filter must occur in one of the texts; case and width do not matter. */
export function matches(filter: string, ...texts: string[]): boolean {
  const haystack = texts.join('\n').normalize('NFKC').toLowerCase()
  const words = filter.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)
  return words.every((word) => haystack.includes(word))
}
