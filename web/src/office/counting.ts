import type { Field, Register } from '@/api/types'

/** What is counted: a register, by which field and then which, which number is added up, where. */
export interface Asked { register: string; by: string; then: string; sum: string; region: string }

const GROUPS = new Set(['code', 'fact', 'region', 'region_code', 'date', 'month'])
const NUMBERS = new Set(['integer', 'decimal'])

const isOpen = (field: Field) => field.class !== 'personal' && field.class !== 'sensitive'

/** Fields that make few groups; personal ones make none. */
export const countable = (register: Register) => register.fields.filter((field) => GROUPS.has(field.type) && isOpen(field))
export const summable = (register: Register) => register.fields.filter((field) => NUMBERS.has(field.type) && isOpen(field))
