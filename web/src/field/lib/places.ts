import type { Slice } from './types'

const SHOWN: Record<string, number> = { province: 2, prefecture: 4, county: 6, township: 9, village: 12 }

/** Names from the township down: 车溪乡 潮溪村. */
export function placeName(slice: Slice, code: string): string {
  const name = (level: string) => slice.regions.find(([region, , of]) => of === level && region.slice(0, SHOWN[level]) === code.slice(0, SHOWN[level]) && SHOWN[level] <= digits(code))?.[1]
  return [name('township'), name('village')].filter(Boolean).join(' ') || slice.regions.find(([region]) => region === code)?.[1] || code
}

function digits(code: string): number {
  const significant = code.replace(/0+$/, '').length
  return [2, 4, 6, 9, 12].find((most) => significant <= most) ?? 12
}

export const villagesOf = (slice: Slice): [string, string, string][] => slice.regions.filter(([, , level]) => level === 'village')

export const ofLevel = (slice: Slice, level: string | undefined): [string, string, string][] =>
  level ? slice.regions.filter(([, , of]) => of === level) : slice.regions
