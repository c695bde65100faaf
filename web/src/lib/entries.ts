import type { Ledger, Step, Values } from '@/api/types'

/** Fields that every entry has beside those its ledger declares. */
export const OWN_FIELDS = new Set([
  'number', 'region', 'unit', 'state', 'opened_on', 'due_on', 'step_due_on', 'closed_on', 'paused_on', 'parent', 'merged_into', 'moved_on', 'steps', 'returned', 'transferred',
  'extended', 'reopened', 'request', 'request_value', 'request_by',
])

/** Days from `today` until `date` (both YYYY-MM-DD); negative when it is past. */
export function daysUntil(date: string, today: string): number {
  return Math.round((Date.parse(date) - Date.parse(today)) / 86_400_000)
}

/** Today in China, whatever the clock of the browser is set to. */
export function todayInChina(now = Date.now()): string {
  return new Date(now + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** Steps that lead on from a state, without asking who is looking. */
export const stepsFrom = (ledger: Ledger, state: string): Step[] => ledger.steps.filter((step) => step.from.includes(state))

/** Fields that are filled in when an entry is opened: what the ledger asks for, and who is to act by when; needed are the ledger's and the declaration's. */
export function fieldsAtOpening(ledger: Pick<Ledger, 'open'>, fields: readonly { name: string; required: boolean }[]): { must: string[]; may: string[] } {
  const asked = fields.filter(({ name }) => ledger.open.asks.includes(name))
  const needed = asked.filter((field) => field.required).map((field) => field.name)
  const must = [...new Set(['region', ...ledger.open.must_set, ...needed])]
  const may = ['unit', 'due_on', ...asked.map((field) => field.name)].filter((name) => !must.includes(name))
  return { must, may }
}

/** What a person must fill in at a step, and may: what the program fills in is typed only where that is said to be possible. */
export function fieldsAtStep({ must_set, may_set, fills = [] }: { must_set: string[]; may_set: string[]; fills?: string[] }): { must: string[]; may: string[]; filled: string[] } {
  return {
    must: must_set.filter((name) => !fills.includes(name)),
    may: may_set.filter((name) => !must_set.includes(name)),
    filled: fills.filter((name) => !may_set.includes(name)),
  }
}

/** The steps that all of these states allow and that need nothing but a note. */
export function stepsTogether(ledger: Ledger, states: readonly string[], holds: (roles: readonly string[]) => boolean): Step[] {
  return ledger.steps.filter((step) => !step.evidence && !fieldsAtStep(step).must.length && states.every((state) => step.from.includes(state)) && holds(step.who))
}

/** The percentage of the honest rate with two decimals, rounded half up; null without a denominator. */
export function rateText({ numerator, denominator }: { numerator: number; denominator: number }): string | null {
  if (denominator === 0) return null
  const hundredths = Math.floor((numerator * 20000 + denominator) / (2 * denominator))
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}%`
}

/** What is left of an answer to a form: values that were filled in or changed. */
export function changedValues(before: Values, now: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== (before[name] ?? '')))
}
