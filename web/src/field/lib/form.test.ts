import { describe, expect, it } from 'vitest'
import { changedValues, check, chinaDay, chinaTime, filledValues, fromHousehold, openingDefaults, openingFields, shown, stepFields } from './form'
import { shrunk } from './photo'
import { better, degrees, isGood } from './position'
import type { Form, FormField, Row } from './types'

const field = (name: string, type: FormField['type'], more: Partial<FormField> = {}): FormField => ({ name, type, label: { zh: name, en: name }, ...more })
const cases: Form = {
  name: 'no_power_case', label: { zh: '新增无电户', en: 'No-power case' }, key: ['number'], geometry: 'point', writes: true,
  fields: [
    field('number', 'text'), field('region', 'region', { required: true }), field('state', 'code'), field('found_on', 'date'), field('found_at', 'moment'),
    field('found_by', 'code', { codes: [['screening', '排查', 'S'], ['patroller', '护线员', 'P']] }), field('household_number', 'text'),
    field('head', 'text', { personal: true }), field('residents', 'integer', { min: 0, max: 50 }), field('cause', 'code', { codes: [['split', '新分户', 'Split']] }), field('plan', 'text'),
  ],
  ledger: {
    open: { who: ['patroller'], must_set: ['found_on', 'cause'], asks: ['region', 'found_on', 'found_at', 'found_by', 'household_number', 'head', 'residents', 'cause'] },
    states: [],
    steps: [{ name: 'plan', label: { zh: '方案', en: 'Plan' }, from: [], to: '', may_set: [], must_set: ['plan'], note: false, closes: false, evidence: null }],
  },
}

describe('what is asked', () => {
  it('C_13 asks a finder for nothing that the workflow or a later step fills in, and for what must be there first', () => {
    expect(openingFields(cases).map(({ field: one, must }) => [one.name, must])).toEqual([
      ['region', true], ['found_on', true], ['cause', true], ['found_at', false], ['found_by', false], ['household_number', false], ['head', false], ['residents', false],
    ])
  })
  it('C_13 leaves one tap for a patroller of one village: the cause', () => {
    const values = openingDefaults(cases, ['patroller'], ['433124100201'], Date.UTC(2020, 2, 1, 17))
    expect(values).toEqual({ region: '433124100201', found_on: '2020-03-02', found_at: '2020-03-02T01:00', found_by: 'patroller' })
    expect(check(openingFields(cases), values)).toEqual({ cause: 'missing' })
  })
  it('asks at a step for what the step must and may set', () => {
    expect(stepFields(cases, cases.ledger!.steps[0]).map(({ field: one, must }) => [one.name, must])).toEqual([['plan', true]])
  })
  it('takes from a known household what is not masked', () => {
    const household: Form = { ...cases, ledger: undefined, fields: [field('region', 'region'), field('number', 'text'), field('head_name', 'text', { personal: true }), field('residents', 'integer')] }
    const row: Row = [1, 1, null, ['433124100201', '7', '王**', '3']]
    expect(fromHousehold(cases, household, row)).toEqual({ region: '433124100201', household_number: '7', residents: '3' })
  })
})

describe('what is wrong', () => {
  const complaint = (one: FormField, text: string, must = false) => check([{ field: one, must }], { [one.name]: text })[one.name] ?? null
  it('numbers: at, inside and outside their range, and with too many places', () => {
    const whole = field('n', 'integer', { min: 1, max: 50 })
    expect(['0', '1', '50', '51', 'x', '1.5'].map((text) => complaint(whole, text))).toEqual(['range', null, null, 'range', 'number', 'number'])
    const tenth = field('d', 'decimal', { decimals: 1, max: 99 })
    expect(['9.9', '10', '9.95'].map((text) => complaint(tenth, text))).toEqual([null, 'range', 'number'])
  })
  it('days that do not exist, and times past midnight', () => {
    expect(['2020-02-29', '2019-02-29', '2020-2-9'].map((text) => complaint(field('d', 'date'), text))).toEqual([null, 'date', 'date'])
    expect(['2020-03-02T23:59', '2020-03-02T24:00'].map((text) => complaint(field('m', 'moment'), text))).toEqual([null, 'date'])
  })
  it('texts of more characters than fit, counted as people count them', () => {
    expect([complaint(field('t', 'text', { characters: 2 }), '𠮷家'), complaint(field('t', 'text', { characters: 2 }), '三个字')]).toEqual([null, 'long'])
  })
  it('only what must be there is missed; a fact that nobody looked at is unverified, not missing', () => {
    expect([complaint(field('t', 'text'), '', true), complaint(field('t', 'text'), ''), complaint(field('f', 'fact'), '', true)]).toEqual(['missing', null, null])
  })
})

describe('what is sent', () => {
  const form: Form = { ...cases, ledger: undefined, key: ['region', 'number'], fields: [field('region', 'region'), field('number', 'text'), field('residents', 'integer'), field('head', 'text', { personal: true })] }
  const row: Row = [1, 4, null, ['433124100201', '7', '3', '王**']]
  it('of a known row the key and what has changed, so that no masked value is written back', () => {
    expect(changedValues(form, row, { region: '433124100201', number: '7', residents: '4', head: '王**' })).toEqual({ region: '433124100201', number: '7', residents: '4' })
  })
  it('an emptied field is sent as empty, a field never filled is not sent', () => {
    expect(changedValues(form, row, { region: '433124100201', number: '7', residents: '' }).residents).toBe('')
    expect(filledValues({ a: '', b: 'x' })).toEqual({ b: 'x' })
  })
  it('times are China’s, whatever the phone’s zone', () => {
    expect([chinaDay(Date.UTC(2020, 1, 29, 15, 59)), chinaDay(Date.UTC(2020, 1, 29, 16))]).toEqual(['2020-02-29', '2020-03-01'])
    expect(chinaTime(Date.UTC(2020, 2, 2))).toBe('2020-03-02T08:00:00.000+08:00')
  })
  it('values read as words, with their unit', () => {
    const yesNo = { yes: '是', no: '否', unknown: '未核实' }
    expect([shown(field('f', 'fact'), '', 'zh', yesNo), shown(cases.fields[9], 'split', 'zh', yesNo), shown(field('n', 'integer', { unit: '人' }), '3', 'zh', yesNo)]).toEqual(['未核实', '新分户', '3 人'])
  })
})

describe('positions and photos', () => {
  it('a position is good at 50 m and not above', () => {
    expect([49, 50, 51].map((accuracy_m) => isGood({ lon: 1, lat: 1, accuracy_m }))).toEqual([true, true, false])
  })
  it('keeps the better of two positions', () => {
    const [rough, fine] = [{ lon: 1, lat: 1, accuracy_m: 80 }, { lon: 2, lat: 2, accuracy_m: 20 }]
    expect([better(null, rough), better(rough, fine), better(fine, rough)]).toEqual([rough, fine, fine])
  })
  it('writes degrees in plain decimals', () => {
    expect([degrees(109.5), degrees(28.0123456789), degrees(100)]).toEqual(['109.5', '28.0123457', '100'])
  })
  it('makes photos smaller in proportion, never larger', () => {
    expect([shrunk(4000, 3000), shrunk(3000, 4000), shrunk(800, 600), shrunk(9000, 1)]).toEqual([[1600, 1200], [1200, 1600], [800, 600], [1600, 1]])
  })
})
