/** Which fields a person is asked for, what stands in them at first, and what is wrong with them. */
import type { Form, FormField, Row, Step, Text } from './types'
import { fieldsAtStep } from '@/lib/entries'
import { textOf } from './delta'

export type Values = Record<string, string>

export interface Asked { field: FormField; must: boolean }

/** What is asked when an entry is opened, as the server says; needed fields come first. */
export function openingFields(form: Form): Asked[] {
  const { must_set, asks } = form.ledger!.open
  const asked = form.fields
    .filter((field) => asks.includes(field.name))
    .map((field) => ({ field, must: must_set.includes(field.name) || !!field.required }))
  return [...asked.filter((one) => one.must), ...asked.filter((one) => !one.must)]
}

/** What a step asks for: what it must fill in, then what it may. */
export function stepFields(form: Form, step: Step): Asked[] {
  const of = (names: string[], must: boolean) => names.flatMap((name) => {
    const field = form.fields.find((one) => one.name === name)
    return field ? [{ field, must }] : []
  })
  const { must, may } = fieldsAtStep(step)
  return [...of(must, true), ...of(may, false)]
}

/** Every field of a register's row. */
export function rowFields(form: Form): Asked[] {
  return form.fields.map((field) => ({ field, must: !!field.required || form.key.includes(field.name) }))
}

/** YYYY-MM-DD and YYYY-MM-DDThh:mm in China, whatever the phone's zone. */
export function chinaDay(now: number): string {
  return new Date(now + 8 * 3_600_000).toISOString().slice(0, 10)
}
export function chinaMoment(now: number): string {
  return new Date(now + 8 * 3_600_000).toISOString().slice(0, 16)
}
/** With milliseconds and offset: the time of a command. */
export function chinaTime(now: number): string {
  return `${new Date(now + 8 * 3_600_000).toISOString().slice(0, 23)}+08:00`
}

/** The days and times on which something is found or declared are today and now; who looks round on patrol found it so. */
export function openingDefaults(form: Form, roles: string[], villages: string[], now: number): Values {
  const values: Values = {}
  for (const { field, must } of openingFields(form)) {
    if (field.name === 'region' && villages.length === 1) values.region = villages[0]
    if (field.type === 'date' && (must || /^(found|declared|seen|reported|checked)_on$/.test(field.name))) values[field.name] = chinaDay(now)
    if (field.type === 'moment' && /^(found|declared)_at$/.test(field.name)) values[field.name] = chinaMoment(now)
    if (field.name === 'found_by' && field.codes?.some(([value]) => value === 'patroller')) values.found_by = roles.includes('patroller') ? 'patroller' : 'screening'
  }
  return values
}

/** What is known of a household, where the form asks for the same; never what is shown masked. */
export function fromHousehold(form: Form, household: Form, row: Row): Values {
  const known: Record<string, string> = { household_number: 'number', residents: 'residents', members: 'residents', group_name: 'group_name', region: 'region' }
  const values: Values = {}
  for (const { field } of openingFields(form)) {
    const source = known[field.name]
    const text = source ? textOf(household, row, source) : ''
    if (text && !field.personal) values[field.name] = text
  }
  return values
}

const DECIMAL = /^-?\d+(\.\d+)?$/
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text
}

export type Complaint = 'missing' | 'number' | 'range' | 'long' | 'date' | 'code' | 'phone' | 'id'

function complaintOf(field: FormField, text: string): Complaint | null {
  switch (field.type) {
    case 'integer':
    case 'decimal': {
      const whole = field.type === 'integer'
      if (!(whole ? /^-?\d+$/ : DECIMAL).test(text)) return 'number'
      const places = text.split('.')[1]?.length ?? 0
      if (places > (field.decimals ?? 0)) return 'number'
      const value = Math.round(Number(text) * 10 ** (field.decimals ?? 0))
      return (field.min !== undefined && value < field.min) || (field.max !== undefined && value > field.max) ? 'range' : null
    }
    case 'date': return isDay(text) ? null : 'date'
    case 'month': return MONTH.test(text) ? null : 'date'
    case 'moment': return isDay(text.slice(0, 10)) && /^.{10}T([01]\d|2[0-3]):[0-5]\d$/.test(text) ? null : 'date'
    case 'code': return field.codes?.some(([value]) => value === text) ? null : 'code'
    case 'phone': return /^[\d\s+-]{5,20}$/.test(text) ? null : 'phone'
    case 'id_number': return /^\d{17}[\dXx]$|^\d{15}$/.test(text) ? null : 'id'
    case 'text': return [...text].length > (field.characters ?? 200) ? 'long' : null
    default: return null
  }
}

/** What is wrong, by field; the program looks again, so this only spares a refusal. */
export function check(asked: Asked[], values: Values): Record<string, Complaint> {
  const found: Record<string, Complaint> = {}
  for (const { field, must } of asked) {
    const text = values[field.name] ?? ''
    const complaint = text === '' ? (must && field.type !== 'fact' ? 'missing' : null) : complaintOf(field, text)
    if (complaint) found[field.name] = complaint
  }
  return found
}

/** What is sent: the filled ones of a new thing, the changed ones of a known row beside its key. */
export function changedValues(form: Form, row: Row, values: Values): Values {
  const changed: Values = {}
  for (const field of form.fields) {
    if (!(field.name in values)) continue
    const before = textOf(form, row, field.name)
    if (form.key.includes(field.name) || values[field.name] !== before) changed[field.name] = values[field.name]
  }
  return changed
}
export function filledValues(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, text]) => text !== ''))
}

/** A value as a person reads it. */
export function shown(field: FormField, text: string, language: 'zh' | 'en', yesNo: Record<string, string>): string {
  if (field.type === 'fact') return yesNo[text || 'unknown'] ?? text
  if (text === '') return ''
  const code = field.codes?.find(([value]) => value === text)
  if (code) return code[language === 'zh' ? 1 : 2]
  if (field.type === 'moment') return text.replace('T', ' ')
  const unit = language === 'en' && /[\u4e00-\u9fff]/.test(field.unit ?? '') ? '' : field.unit
  return unit && /^-?[\d.]+$/.test(text) ? `${text} ${unit}` : text
}

export const label = (text: Text, language: 'zh' | 'en'): string => text[language]
