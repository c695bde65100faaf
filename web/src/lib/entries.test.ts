import { describe, expect, it } from 'vitest'
import type { Ledger, Step } from '@/api/types'
import { changedValues, daysUntil, fieldsAtOpening, fieldsAtStep, rateText, stepsTogether, todayInChina } from './entries'

const step = (name: string, from: string[], more: Partial<Step> = {}): Step => ({
  name, label: { zh: name, en: name }, from, to: '', who: ['lead_unit'], own_unit: false, may_set: [], must_set: [], fills: [], note: false, not_by: [], other_unit: false, closes: false, evidence: null, ...more,
})
const ledger = {
  name: 'x', label: { zh: 'x', en: 'x' }, version: 1, programmes: [], plan: false, start: 'a', record: false, open: { who: ['village_clerk'], must_set: ['cause'], asks: ['region', 'cause', 'head', 'members'] }, states: [], requests: [],
  steps: [step('check', ['a', 'b']), step('plan', ['b'], { must_set: ['plan'] }), step('prove', ['a'], { evidence: { least: 1, why: { zh: '', en: '' } } })],
} as Ledger

describe('an entry', () => {
  it('counts the days to its deadline in whole days, negative when it is late', () => {
    expect(daysUntil('2026-03-01', '2026-02-28')).toBe(1)
    expect(daysUntil('2026-02-28', '2026-02-28')).toBe(0)
    expect(daysUntil('2026-02-27', '2026-02-28')).toBe(-1)
  })
  it('knows the day in China on both sides of its midnight', () => {
    expect(todayInChina(Date.parse('2026-11-28T15:59:59Z'))).toBe('2026-11-28')
    expect(todayInChina(Date.parse('2026-11-28T16:00:00Z'))).toBe('2026-11-29')
  })
  it('asks at its opening for the place and what must be set, and leaves to the steps what they ask for', () => {
    const fields = ['number', 'region', 'unit', 'cause', 'plan', 'head', 'members'].map((name) => ({ name, required: ['number', 'plan', 'members'].includes(name) }))
    expect(fieldsAtOpening(ledger, fields)).toEqual({ must: ['region', 'cause', 'members'], may: ['unit', 'due_on', 'head'] })
  })
  it('shows its rate with two decimals rounded half up, and none without a denominator', () => {
    expect(rateText({ numerator: 0, denominator: 0 })).toBeNull()
    expect(rateText({ numerator: 1, denominator: 3 })).toBe('33.33%')
    expect(rateText({ numerator: 2, denominator: 3 })).toBe('66.67%')
    expect(rateText({ numerator: 1, denominator: 20000 })).toBe('0.01%')
    expect(rateText({ numerator: 7, denominator: 7 })).toBe('100.00%')
  })
  it('sends of a form only what was changed', () => {
    expect(changedValues({ a: '1', b: null }, { a: '1', b: '', c: '2' })).toEqual({ c: '2' })
  })
  it('asks at a step for nothing that the program fills in, but lets be typed what may differ from it', () => {
    expect(fieldsAtStep(step('assess', ['a'], { must_set: ['tasks', 'data_points', 'score'], may_set: ['vetoes', 'reason'], fills: ['tasks', 'score', 'vetoes'] })))
      .toEqual({ must: ['data_points'], may: ['vetoes', 'reason'], filled: ['tasks', 'score'] })
  })
  it('moves together with others only by steps that need nothing and that all their states allow', () => {
    const names = (states: string[], may = true) => stepsTogether(ledger, states, () => may).map((one) => one.name)
    expect(names(['a'])).toEqual(['check'])
    expect(names(['a', 'b'])).toEqual(['check'])
    expect(names(['a', 'c'])).toEqual([])
    expect(names(['a'], false)).toEqual([])
  })
})
