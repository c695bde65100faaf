import { webcrypto } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { visibleRange } from '@/components/grid'
import type { Aspect, ExplanationRow, ScoredItem, Unit } from '@/api/types'
import { changedRegions } from '@/state/flash'
import { checkSums, groupByRegister } from './drill'
import { formatBytes, formatInteger, formatSeconds, formatTarget, formatTime, formatValue } from './format'
import { boundsOf, townshipBorders, townshipLabels } from './mapping'
import { newOperationId, OperationKeeper } from './operation'
import { isWithin, scopeOptions, townshipNames } from './places'
import { parseRational, rational } from './rational'
import { aspectPoints, bandColour, distribution, scoreBands, standingOf, summarise } from './scores'
import { by, compareText, matches, sortRows } from './sorting'
import { withQuery } from '@/api/client'

function unit(region: string, points: string | null, more: Partial<Unit> = {}): Unit {
  return {
    region, name: region, path_name: region, points, display: points, passed: points != null && Number(points) >= 80, rank: 1,
    grade: 'none', complete: points != null, vetoed: false, items: [], indicators: [], ...more,
  }
}

describe('figures as text', () => {
  it('writes targets as the notices do', () => {
    expect(formatTarget('7/10', 'percent')).toBe('70%')
    expect(formatTarget('1', 'percent')).toBe('100%')
    expect(formatTarget('9955/10000', 'percent')).toBe('99.55%')
    expect(formatTarget('5', 'count')).toBe('5')
    expect(formatTarget(null, 'percent')).toBe('')
  })
  it('separates thousands and leaves what is not applicable empty', () => {
    expect(formatInteger(51200)).toBe('51,200')
    expect(formatInteger(999)).toBe('999')
    expect(formatInteger(-1234567n)).toBe('-1,234,567')
    expect(formatValue('95.00', 'percent')).toBe('95.00%')
    expect(formatValue('', 'percent')).toBe('')
  })
  it('shows times and sizes short, without shifting the zone', () => {
    expect(formatTime('2019-06-25T08:30:59+08:00')).toBe('2019-06-25 08:30')
    expect(formatTime('soon')).toBe('soon')
    expect(formatSeconds(1592971259)).toBe('2020-06-24 12:00')
    expect([formatBytes(1023), formatBytes(1024), formatBytes(1572864)]).toEqual(['1023 B', '1.0 KB', '1.5 MB'])
  })
  it('leaves empty parameters out of an address and escapes the rest', () => {
    expect(withQuery('/x', { a: '', b: null, c: undefined })).toBe('/x')
    expect(withQuery('/x', { file_name: '户 册&.csv', after: 0 })).toBe('/x?file_name=%E6%88%B7%20%E5%86%8C%26.csv&after=0')
  })
})

describe('sorting and filtering', () => {
  const rows = [{ n: 2, t: '石坝' }, { n: null, t: '大湾' }, { n: 1, t: '上坪' }, { n: 2, t: '白岩' }]
  const tie = (a: { t: string }, b: { t: string }) => compareText(a.t, b.t)
  it('puts rows without a value last in both directions and keeps ties in their own order', () => {
    const order = by((row: (typeof rows)[number]) => row.n, (a: number, b: number) => a - b)
    expect(sortRows(rows, order('ascending'), tie).map((row) => row.t)).toEqual(['上坪', '白岩', '石坝', '大湾'])
    expect(sortRows(rows, order('descending'), tie).map((row) => row.t)).toEqual(['白岩', '石坝', '上坪', '大湾'])
  })
  it('does not depend on the order of the input', () => {
    const order = by((row: (typeof rows)[number]) => row.n, (a: number, b: number) => a - b)('ascending')
    expect(sortRows([...rows].reverse(), order, tie)).toEqual(sortRows(rows, order, tie))
  })
  it('finds every word anywhere, in full or half width', () => {
    expect(matches('石坝 ４３３', '大湾村', '石坝镇', '433199')).toBe(true)
    expect(matches('石坝 龙潭', '大湾村', '石坝镇')).toBe(false)
    expect(matches('  ', 'x')).toBe(true)
  })
})

describe('scores', () => {
  const aspect = { name: 'a', label: { zh: '', en: '' }, items: [{ name: 'x', kind: 'proportional', weight: '10' }, { name: 'y', kind: 'bonus', weight: '5' }] } as unknown as Aspect
  const item = (name: string, points: string, applicable = true) => ({ aspect: 'a', item: name, points, applicable }) as ScoredItem
  it('sums an aspect exactly and counts no bonus in its maximum', () => {
    const { points, maximum, share } = aspectPoints([item('x', '10/3'), item('y', '5/3'), { ...item('x', '9'), aspect: 'b' }], aspect)
    expect([points, maximum, share]).toEqual([rational(5), rational(10), 0.5])
  })
  it('takes the median of the ranked only, and the mean of the two in the middle', () => {
    const some = summarise([unit('1', '70'), unit('2', '90'), unit('3', '80'), unit('4', null)])
    expect([some.ranked, some.passed, some.incomplete, some.median]).toEqual([3, 2, 1, rational(80)])
    expect(summarise([unit('1', '70'), unit('2', '81')]).median).toEqual(rational(151, 2))
    expect(summarise([]).median).toBeNull()
  })
  it('colours the pass line exactly: 79.999999 is not blue, 80 is', () => {
    const bands = scoreBands({ total: '100', pass: '80' })
    const colour = (text: string) => bandColour(parseRational(text), bands, rational(80))
    expect(colour('80')).toBe(bands[1].colour)
    expect(colour('79999999/1000000')).toBe(bands[2].colour)
    expect(colour('7999999999/100000000')).toBe(bands[2].colour)
    expect(colour('90')).toBe(bands[0].colour)
    expect(colour('0')).toBe(bands[4].colour)
  })
  it('counts 100 in the highest tenth and 90 too', () => {
    const counts = distribution([unit('1', '100'), unit('2', '90'), unit('3', '899/10'), unit('4', '0'), unit('5', null)], rational(100))
    expect(counts).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 1, 2])
  })
  it('names how a unit stands', () => {
    expect(standingOf(unit('1', null))).toBe('incomplete')
    expect(standingOf(unit('1', '90', { vetoed: true, passed: false }))).toBe('vetoed')
    expect(standingOf(unit('1', '90', { grade: 'awaiting_decision' }))).toBe('awaiting_decision')
    expect(standingOf(unit('1', '79', { passed: false }))).toBe('failed')
  })
  it('flashes only units that were there and differ', () => {
    const before = [unit('1', '70'), unit('2', '80')]
    expect([...changedRegions(before, [unit('1', '70'), unit('2', '81'), unit('3', '90')])]).toEqual(['2'])
  })
})

describe('places', () => {
  const at = (region: string, name: string, path_name: string) => ({ region, name, path_name })
  it('finds the township in a path without separators', () => {
    const names = townshipNames([at('433199101201', '大湾村', '云溪县石栏镇大湾村'), at('433199102201', '上坪村', '云溪县市溪乡上坪村')])
    expect([...names.values()]).toEqual(['石栏镇', '市溪乡'])
    expect(townshipNames([at('433199101201', '大湾村', '云溪县石栏镇大湾村')]).get('433199101000')).toBe('石栏镇')
  })
  it('leaves out different counties each by its own name', () => {
    const names = townshipNames([at('360731201201', '潮溪村', '于都县车溪乡潮溪村'), at('360731102201', '甲村', '于都县贡江镇甲村'), at('360730101201', '乙村', '宁都县梅江镇乙村'), at('360730102201', '丙村', '宁都县青塘镇丙村')])
    expect([...names.values()]).toEqual(['车溪乡', '贡江镇', '梅江镇', '青塘镇'])
  })
  it('reads a code as a scope', () => {
    expect(isWithin('433199101201', '433199101000')).toBe(true)
    expect(isWithin('433199101201', '433199000000')).toBe(true)
    expect(isWithin('433199102201', '433199101000')).toBe(false)
    expect(isWithin('433199101201', '433199101201')).toBe(true)
  })
  it('offers no scope that has ended', () => {
    const rows: Record<string, string>[] = [{ region: '433199101000', level: 'township', name: '甲' }, { region: '433199102000', level: 'township', name: '乙', valid_to: '2019-01-01' }]
    expect(scopeOptions(rows).townships.map((one) => one.name)).toEqual(['甲'])
  })
})

describe('map, drill-down and grid', () => {
  it('finds bounds through any nesting and ignores features without a position', () => {
    expect(boundsOf({ features: [{ geometry: null }, { geometry: { coordinates: [[[1, 2], [3, -4]]] } }] })).toEqual([1, -4, 3, 2])
    expect(boundsOf({ features: [{ geometry: null }] })).toBeNull()
  })
  it('labels a township in the middle of its units', () => {
    const feature = (region: string, lon: number) => ({ type: 'Feature' as const, geometry: { type: 'Point', coordinates: [lon, 28] }, properties: { region } }) as never
    const labels = townshipLabels({ type: 'FeatureCollection', features: [feature('433199101201', 109), feature('433199101202', 110)] }, new Map([['433199101000', '石栏镇']]))
    expect(labels.features[0].geometry).toEqual({ type: 'Point', coordinates: [109.5, 28] })
  })
  it('draws the border between townships and none between villages of one', () => {
    const square = (region: string, x: number) => ({ type: 'Feature' as const, geometry: { type: 'Polygon', coordinates: [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]] }, properties: { region } }) as never
    const count = (...regions: string[]) => {
      const borders = townshipBorders({ type: 'FeatureCollection', features: regions.map((region, index) => square(region, index)) })
      return (borders.features[0].geometry as { coordinates: unknown[] }).coordinates.length
    }
    expect(count('433199101201', '433199101202')).toBe(6)
    expect(count('433199101201', '433199102201')).toBe(8)
    expect(townshipBorders({ type: 'FeatureCollection', features: [] }).features).toEqual([])
  })
  it('says whether rows sum to the number, and when one is missing', () => {
    const row = (id: number, numerator: number) => ({ register: id % 2 ? 'a' : 'b', id, numerator, denominator: 1 }) as ExplanationRow
    const rows = [row(1, 1), row(2, 0), row(3, 1)]
    expect(checkSums({ numerator: 2, denominator: 3, rows }).agree).toBe(true)
    expect(checkSums({ numerator: 2, denominator: 3, rows: rows.slice(1) }).agree).toBe(false)
    expect(groupByRegister(rows).map((group) => [group.register, group.rows.length])).toEqual([['a', 2], ['b', 1]])
  })
  it('draws every row of the view and nothing beyond the end', () => {
    expect(visibleRange(0, 300, 30, 5)).toEqual([0, 5])
    const [first, last] = visibleRange(30000, 300, 30, 2000)
    expect(first).toBeLessThanOrEqual(1000)
    expect(last).toBeGreaterThanOrEqual(1010)
    expect(visibleRange(90000, 300, 30, 100)).toEqual([100, 100])
  })
})

describe('operation ids', () => {
  afterEach(() => vi.unstubAllGlobals())
  it('stay the same for a retry and change after an answer', () => {
    let made = 0
    const keeper = new OperationKeeper(() => `id-${(made += 1)}`)
    expect([keeper.idFor('a'), keeper.idFor('a'), keeper.idFor('b')]).toEqual(['id-1', 'id-1', 'id-2'])
    keeper.settle('a')
    expect(keeper.idFor('a')).toBe('id-3')
  })
  it('are identifiers of version 4 even without crypto.randomUUID', () => {
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
    vi.stubGlobal('crypto', webcrypto)
    expect(newOperationId()).toMatch(form)
    vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => webcrypto.getRandomValues(bytes) })
    expect(newOperationId()).toMatch(form)
  })
})
