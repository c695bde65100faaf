import { get, send } from '@/api/http'
import type { components } from '@/api/schema'
import type { Register } from '@/api/types'
import { fieldsAtStep } from '@/lib/entries'
import { findRegister } from '@/state/session'

type Schemas = components['schemas']
export type Ledger = Schemas['Ledgers']['ledgers'][number]
export type Entry = Schemas['Entry']
export type EntryShort = Schemas['EntryShort']
export type Board = Schemas['Board']
export type Card = Schemas['Card']
export type Plan = Schemas['Plan']
export type Activity = Plan['activities'][number]
export type Step = Ledger['steps'][number] & { may_set: string[]; must_set: string[]; fills: string[]; from: string[]; to: string; note: boolean; who: string[]; closes: boolean }
export type Field = Register['fields'][number]
export type Values = Record<string, string | null>

export async function getLedgers(signal?: AbortSignal): Promise<Ledger[]> {
  return (await get('/api/ledgers', {}, signal)).ledgers
}

const MOST = 5000
/** Entries of a ledger, all of them up to `MOST`. */
export async function allEntries(ledger: string, signal?: AbortSignal): Promise<EntryShort[]> {
  const entries: EntryShort[] = []
  for (let after: number | null = 0; after !== null && entries.length < MOST;) {
    const page: Schemas['Entries'] = await get('/api/ledgers/{ledger}/entries', { path: { ledger }, query: { after: after || undefined, limit: 500 } }, signal)
    entries.push(...page.entries)
    after = page.next
  }
  return entries
}

export const valuesOf = (entry: { values?: unknown }): Values => (entry.values ?? {}) as Values

export function getEntry(ledger: string, number: string, signal?: AbortSignal): Promise<Entry> {
  return get('/api/ledgers/{ledger}/entries/{number}', { path: { ledger, number } }, signal)
}

export const stepsOf = (ledger: Ledger): Step[] => ledger.steps as Step[]
export const nextOf = (entry: Entry): Step[] => (entry.next ?? []) as unknown as Step[]

export function takeStep(ledger: string, number: string, body: { step: string; seen: number; values: Record<string, string>; note: string; evidence: string[] }) {
  return send('post', '/api/ledgers/{ledger}/entries/{number}/steps', { path: { ledger, number }, body })
}

export function openEntry(ledger: string, values: Record<string, string>) {
  return send('post', '/api/ledgers/{ledger}/entries', { path: { ledger }, body: { values } })
}

export function askExtension(ledger: string, number: string, value: string, reason: string) {
  return send('post', '/api/ledgers/{ledger}/entries/{number}/requests', { path: { ledger, number }, body: { request: 'extend', value, reason } })
}

/** Where one entry is shown. */
export const entryLink = (ledger: string, number: string): string => `/ledgers/${encodeURIComponent(ledger)}/entries/${encodeURIComponent(number)}`

export function fieldOf(ledger: string, name: string): Field | undefined {
  return findRegister(ledger)?.fields.find((field) => field.name === name)
}

/** Fields a step asks for: those that must be filled first, each once. */
export function fieldsOfStep(ledger: string, step: Step): { field: Field; must: boolean }[] {
  const { must, may } = fieldsAtStep(step)
  return [...must, ...may].flatMap((name) => {
    const field = fieldOf(ledger, name)
    return field ? [{ field, must: must.includes(name) }] : []
  })
}

/** True when a step can be taken without asking for anything more. */
export function needsNothing(step: Step, values: Values): boolean {
  return !step.note && !step.evidence && fieldsAtStep(step).must.every((name) => values[name])
}
