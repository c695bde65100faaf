import { inLanguage } from '@/i18n'
import type { Field } from './entries'

/** A value as a person reads it: the label of a code, 是 or 否 of a fact. */
export function textOfField(field: Field, value: string | null | undefined, t: (key: string) => string): string {
  if (!value) return ''
  if (field.type === 'fact') return t(`registers.${value}`)
  const code = field.codes.find((one) => one.value === value)
  return code ? inLanguage(code.label) : value
}
