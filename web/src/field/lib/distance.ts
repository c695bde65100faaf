import { say } from '../words'

const KILOMETRE = 1000
const EXACT_KILOMETRES = 10

/** 430 m, 1.2 km, 12 km. */
export function distance(metres: number): string {
  if (metres < KILOMETRE) return say('map.m', { length: Math.round(metres) })
  const kilometres = metres / KILOMETRE
  return say('map.km', { length: kilometres < EXACT_KILOMETRES ? String(Math.round(kilometres * 10) / 10) : Math.round(kilometres) })
}
