import { describe, expect, it } from 'vitest'
import { applyAnswer, noSlice } from './delta'
import { readPackage, writePackage } from './package'
import { legsOf, marksOf, teamsOf } from './stops'
import type { Form, Slice, Stop } from './types'

const field = (name: string) => ({ name, type: 'text' as const, label: { zh: name, en: name } })
const form = (name: string): Form => ({
  name, label: { zh: name, en: name }, key: ['number'], geometry: 'point', writes: false, fields: ['number', 'state', 'team', 'route_order'].map(field),
  ledger: { open: { who: [], must_set: [], asks: [] }, steps: [], states: [{ name: 'due', label: { zh: '待核查', en: 'Due' }, kind: 'open' }, { name: 'filled', label: { zh: '已填表', en: 'Filled in' }, kind: 'open' }] },
})
const VILLAGE = '433124100201'
const OTHER = '433124100202'
const stop = (order: number, ledger: string, region: string, household: string, at: [number, number] | null = [109, 28]): Stop =>
  ({ order, ledger, number: `${ledger}-${order}`, region, household, at })
const slice = (route: Stop[], states: Record<string, string> = {}): Slice => ({
  ...noSlice(), team: '一组', route, forms: [form('village_sheet'), form('household_sheet')], regions: [[VILLAGE, '石潭屯村', 'village'], [OTHER, '下寨村', 'village']],
  rows: Object.fromEntries(['village_sheet', 'household_sheet'].map((ledger) => [ledger, route.filter((one) => one.ledger === ledger)
    .map((one) => [one.order, 1, one.at, [one.number, states[one.number] ?? 'due', '一组', String(one.order)], []])])),
})
const villages = [stop(1, 'village_sheet', VILLAGE, ''), stop(2, 'village_sheet', OTHER, '')]
const households = [stop(1, 'household_sheet', VILLAGE, '7'), stop(2, 'household_sheet', VILLAGE, '9'), stop(3, 'household_sheet', OTHER, '2')]

describe('the stops of a team', () => {
  it('are those whose sheets the phone holds, in the order of the route', () => {
    const known = slice([...villages, ...households])
    expect(marksOf(known, new Set()).map((mark) => [mark.form.name, mark.order, mark.place])).toEqual([
      ['village_sheet', 1, '石潭屯村'], ['village_sheet', 2, '下寨村'], ['household_sheet', 1, '石潭屯村'], ['household_sheet', 2, '石潭屯村'], ['household_sheet', 3, '下寨村'],
    ])
    expect(marksOf({ ...known, rows: {} }, new Set())).toEqual([])
  })
  it('are done once filled in, also when that still waits in the outbox', () => {
    const marks = marksOf(slice(villages, { 'village_sheet-1': 'filled' }), new Set())
    expect(marks.map((mark) => mark.done)).toEqual([true, false])
    expect(marksOf(slice(villages), new Set(['village_sheet-2'])).map((mark) => mark.done)).toEqual([false, true])
  })
  it('are joined village to village, and households within their village', () => {
    const pairs = legsOf(marksOf(slice([...villages, ...households]), new Set())).map(([from, to]) => `${from.number} ${to.number}`)
    expect(pairs).toEqual(['village_sheet-1 village_sheet-2', 'household_sheet-1 household_sheet-2'])
  })
  it('households alone are joined across villages, and a stop without a place is passed over', () => {
    const route = [households[0], { ...households[1], at: null }, households[2]]
    expect(legsOf(marksOf(slice(route), new Set())).map(([from, to]) => [from.order, to.order])).toEqual([[1, 3]])
  })
  it('their teams are named once', () => {
    expect(teamsOf(slice([...villages, ...households]))).toEqual(['一组'])
    expect(teamsOf(noSlice())).toEqual([])
  })
})

describe('a team’s map', () => {
  const map = { west: 1, south: 2, step: 100, side: 5, areas: [], lines: [] }
  const answer = { next: 3, view: 'v', day: '', user: 'u', rows: {}, lights: {}, team: '一组', draw: '', route: [] }
  it('stays until another comes, and goes with the team', () => {
    const first = applyAnswer(noSlice(), { ...answer, whole: true, map }, 0)
    expect(applyAnswer(first, { ...answer, whole: false }, 0).map).toEqual(map)
    expect(applyAnswer(first, { ...answer, whole: false, map: null }, 0).map).toBe(null)
    const { team: _, draw: __, route: ___, ...everything } = answer
    const without = applyAnswer(first, { ...everything, whole: true }, 0)
    expect([without.map, without.route, without.team]).toEqual([undefined, undefined, undefined])
  })
  it('X_28 goes along in a package', () => {
    const known = { ...slice(villages), map, next: 1 }
    const read = readPackage(writePackage(known, { user: 'u', name: '' }, 0))!.slice
    expect([read.map, read.route, read.team]).toEqual([map, villages, '一组'])
  })
})
