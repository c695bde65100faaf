import { expect, test } from 'vitest'
import type { Field, Register } from '@/api/types'
import { countable, summable } from './counting'

const field = (name: string, type: Field['type'], class_: Field['class'] = 'internal') => ({ name, type, class: class_, label: { zh: name, en: name }, unit: '', required: false, codes: [] }) as unknown as Field
const register = { name: 'r', fields: [field('region', 'region'), field('kind', 'code'), field('note', 'text'), field('born', 'date', 'personal'), field('people', 'integer'), field('income', 'decimal', 'sensitive')] } as unknown as Register

test('groups are made by places, codes, facts and days, never by what is personal or free text', () => {
  expect(countable(register).map((one) => one.name)).toEqual(['region', 'kind'])
})

test('numbers are added up, personal ones not', () => {
  expect(summable(register).map((one) => one.name)).toEqual(['people'])
})
