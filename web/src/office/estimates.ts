/** How counts and shares of a sample are written (docs/methods/estimates.md): a share bears one decimal, and none without its interval. */
export interface Good { good: number; of: number }
export interface Share extends Good { share: number | null; low: number | null; high: number | null }

const percent = (share: number) => (Math.round(share * 1000) / 10).toFixed(1)

export const goodOf = (count: Good | null): string => (count && count.of > 0 ? `${count.good}/${count.of}` : '—')

/** Null where there are too few to say. */
export const intervalText = (share: Share): string | null =>
  share.low === null || share.high === null ? null : `${percent(share.low)}%–${percent(share.high)}%`

export const gapText = (points: number | null): string => (points === null ? '—' : `${points > 0 ? '+' : points < 0 ? '−' : ''}${Math.abs(points).toFixed(1)}`)

/** A risk is never written as none or certain unless it is. */
export function riskText(risk: number): string {
  if (risk > 0 && risk < 0.001) return '<0.1%'
  if (risk < 1 && risk > 0.999) return '>99.9%'
  return `${percent(risk)}%`
}
