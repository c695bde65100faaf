import type { Explanation, ExplanationRow } from '@/api/types'

export interface Sums {
  numerator: number
  denominator: number
  /** The rows sum to the indicator's two integers. */
  agree: boolean
}

export function checkSums(explanation: Pick<Explanation, 'numerator' | 'denominator' | 'rows'>): Sums {
  let numerator = 0
  let denominator = 0
  for (const row of explanation.rows) {
    numerator += row.numerator
    denominator += row.denominator
  }
  return { numerator, denominator, agree: numerator === explanation.numerator && denominator === explanation.denominator }
}

export interface RegisterGroup {
  register: string
  rows: ExplanationRow[]
}

/** Rows by the register they come from, in the order in which the registers first appear. */
export function groupByRegister(rows: readonly ExplanationRow[]): RegisterGroup[] {
  const groups = new Map<string, ExplanationRow[]>()
  for (const row of rows) {
    const group = groups.get(row.register)
    if (group) group.push(row)
    else groups.set(row.register, [row])
  }
  return [...groups].map(([register, own]) => ({ register, rows: own }))
}
