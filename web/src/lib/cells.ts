import type { Field } from '@/api/types'
import { inLanguage } from '@/i18n'
import { formatInteger } from './format'

export const isNumeric = (field: Field | undefined): boolean => field?.type === 'integer' || field?.type === 'decimal'

const FACTS = ['yes', 'no', 'unknown']

/** A cell as a person reads it: labels of codes and facts, thousands separated, the rest as it is. */
export function cellText(field: Field | undefined, value: string | undefined, t: (key: string) => string): string {
  if (value == null || value === '' || !field) return value ?? ''
  if (field.type === 'fact') return FACTS.includes(value) ? t(`registers.${value}`) : value
  if (field.type === 'integer' && /^-?\d+$/.test(value)) return formatInteger(BigInt(value))
  const code = field.codes.find((candidate) => candidate.value === value)
  return code ? inLanguage(code.label) : value
}
