import type { Unit } from '@/api/types'

type Place = Pick<Unit, 'region' | 'name' | 'path_name'>

/** Digits of a region code that name its level: 433124 county, 433124101 township. */
export function significantDigits(code: string): string {
  if (/000000$/.test(code)) return code.slice(0, 6)
  return code.endsWith('000') ? code.slice(0, 9) : code
}

/** True when `code` lies within `scope` (both 12 digits): a prefix is a scope. */
export function isWithin(code: string, scope: string): boolean {
  return code.startsWith(significantDigits(scope))
}

export const townshipCode = (region: string): string => `${region.slice(0, 9)}000`

function commonPrefix(texts: string[]): string {
  let prefix = texts[0] ?? ''
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1)
  return prefix
}

/** The county's part of a path: up to the last 县, 市, 区, 州 or 旗 that every path shares. */
function countyPart(paths: string[]): string {
  if (paths.length > 1) return /^.*[县市区州旗]/.exec(commonPrefix(paths))?.[0] ?? ''
  return /^.+?[县市区旗](?=.)/.exec(paths[0] ?? '')?.[0] ?? ''
}

/**
 * Township names by township code, from village paths such as 花垣县石栏镇大湾村, which the server
 * gives without separators.
 */
export function townshipNames(units: readonly Place[]): Map<string, string> {
  const paths = new Map<string, string>()
  for (const unit of units) {
    if (unit.region.endsWith('000') || !unit.path_name.endsWith(unit.name)) continue
    paths.set(townshipCode(unit.region), unit.path_name.slice(0, unit.path_name.length - unit.name.length))
  }
  const byCounty = new Map<string, string[]>()
  for (const [code, path] of paths) {
    const county = code.slice(0, 6)
    byCounty.set(county, [...(byCounty.get(county) ?? []), path])
  }
  return new Map(
    [...paths].map(([code, path]) => [code, path.slice(countyPart(byCounty.get(code.slice(0, 6)) ?? []).length)]),
  )
}

export interface ScopeOption {
  code: string
  name: string
  parent: string
}

/** Townships and villages of the region register for a scope picker, by code; ended regions left out. */
export function scopeOptions(rows: readonly Record<string, string>[]): { townships: ScopeOption[]; villages: ScopeOption[] } {
  const current = rows.filter((row) => !row.valid_to)
  const pick = (level: string) =>
    current
      .filter((row) => row.level === level)
      .map((row) => ({ code: row.region, name: row.name, parent: townshipCode(row.region) }))
      .sort((a, b) => (a.code < b.code ? -1 : 1))
  return { townships: pick('township'), villages: pick('village') }
}
