import type { Aspect, Scorecard, ScoredItem, Unit } from '@/api/types'
import { add, compare, divide, parseRational, sum, toNumber, ZERO, type Rational } from './rational'

export interface AspectPoints {
  points: Rational
  maximum: Rational
  /** False when none of its items applies. */
  applicable: boolean
  /** points / maximum, 0 to 1, for bars. */
  share: number
}

/** Points of one aspect: the sum of its items', exact. */
export function aspectPoints(items: readonly ScoredItem[], aspect: Aspect): AspectPoints {
  const own = items.filter((item) => item.aspect === aspect.name)
  const points = sum(own.map((item) => parseRational(item.points) ?? ZERO))
  const maximum = aspectMaximum(aspect)
  return { points, maximum, applicable: own.some((item) => item.applicable), share: shareOf(points, maximum) }
}

/** What an aspect can give at most; a bonus comes on top and is not counted. */
export function aspectMaximum(aspect: Aspect): Rational {
  return sum(aspect.items.filter((item) => item.kind !== 'bonus').map((item) => parseRational(item.weight) ?? ZERO))
}

/** points / maximum between 0 and 1, for drawing. */
export function shareOf(points: Rational, maximum: Rational): number {
  if (maximum.n <= 0n) return 0
  return Math.min(1, Math.max(0, toNumber(points) / toNumber(maximum)))
}

export interface Summary {
  units: number
  ranked: number
  passed: number
  excellent: number
  awaiting: number
  incomplete: number
  median: Rational | null
  highest: Rational | null
  lowest: Rational | null
}

function middle(sorted: readonly Rational[]): Rational | null {
  if (!sorted.length) return null
  const half = sorted.length >> 1
  return sorted.length % 2 ? sorted[half] : divide(add(sorted[half - 1], sorted[half]), 2)
}

export function summarise(units: readonly Unit[]): Summary {
  const ranked = units.filter((unit) => unit.complete && unit.points != null)
  const points = ranked.map((unit) => parseRational(unit.points) ?? ZERO).sort(compare)
  return {
    units: units.length,
    ranked: ranked.length,
    passed: ranked.filter((unit) => unit.passed).length,
    excellent: units.filter((unit) => unit.grade === 'excellent').length,
    awaiting: units.filter((unit) => unit.grade === 'awaiting_decision').length,
    incomplete: units.filter((unit) => !unit.complete).length,
    median: middle(points),
    highest: points[points.length - 1] ?? null,
    lowest: points[0] ?? null,
  }
}

/** How a unit stands, as one word for badge, filter and colour. */
export type Standing = 'excellent' | 'passed' | 'awaiting_decision' | 'failed' | 'vetoed' | 'incomplete'

export function standingOf(unit: Unit): Standing {
  if (!unit.complete) return 'incomplete'
  if (unit.vetoed) return 'vetoed'
  if (unit.grade === 'excellent' || unit.grade === 'awaiting_decision') return unit.grade
  return unit.passed ? 'passed' : 'failed'
}

export interface ScoreBand {
  /** Lowest points of the band, as a number for colouring. */
  from: number
  colour: string
}

/**
 * Five bands around the pass line, orange below and blue from it on: told apart by every common kind
 * of colour vision. Steps are a tenth of the total.
 */
export function scoreBands(scorecard: Pick<Scorecard, 'total' | 'pass'>): ScoreBand[] {
  const total = toNumber(parseRational(scorecard.total) ?? ZERO)
  const pass = toNumber(parseRational(scorecard.pass) ?? ZERO)
  const step = total / 10
  return [
    { from: pass + step, colour: '#1b5a9c' },
    { from: pass, colour: '#6aaed6' },
    { from: pass - step, colour: '#fdc070' },
    { from: pass - 2 * step, colour: '#e8862a' },
    { from: -Infinity, colour: '#a84a05' },
  ]
}

export const NO_SCORE_COLOUR = '#b4bcc6'

/** Colour of exact points; the pass line is compared exactly, so 79.999… is never blue. */
export function bandColour(points: Rational | null, bands: readonly ScoreBand[], pass: Rational): string {
  if (!points) return NO_SCORE_COLOUR
  const passed = compare(points, pass) >= 0
  const value = toNumber(points)
  const side = passed ? bands.slice(0, 2) : bands.slice(2)
  return (side.find((band) => value >= band.from) ?? side[side.length - 1]).colour
}

/** Counts of units by whole tenth of the total, for the distribution chart: index 9 holds 90 to 100. */
export function distribution(units: readonly Unit[], total: Rational): number[] {
  const bins = new Array<number>(10).fill(0)
  for (const unit of units) {
    const points = unit.complete ? parseRational(unit.points) : null
    if (!points || total.n <= 0n) continue
    const tenth = Number((points.n * 10n * total.d) / (points.d * total.n))
    bins[Math.min(9, Math.max(0, tenth))] += 1
  }
  return bins
}
