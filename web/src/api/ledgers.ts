import { get, send } from './http'
import type { Entry, EntryShort } from './types'

export interface EntryQuery {
  region?: string
  state?: string
  unit?: string
  only?: string
  light?: string
  q?: string
  sort?: string
  direction?: string
  after?: number
  limit?: number
}

export async function getEntries(ledger: string, query: EntryQuery, signal?: AbortSignal) {
  const page = await get('/api/ledgers/{ledger}/entries', { path: { ledger }, query: { ...query } }, signal)
  return { rows: page.entries as unknown as EntryShort[], total: page.total, next: page.next }
}

export async function getEntry(ledger: string, number: string, signal?: AbortSignal): Promise<Entry> {
  return (await get('/api/ledgers/{ledger}/entries/{number}', { path: { ledger, number } }, signal)) as unknown as Entry
}

export const getCounted = (ledger: string, number: string, signal?: AbortSignal) =>
  get('/api/ledgers/{ledger}/entries/{number}/counted', { path: { ledger, number } }, signal)

export const openEntry = (ledger: string, body: { values: Record<string, string>; note?: string }, operation?: string) =>
  send('post', '/api/ledgers/{ledger}/entries', { path: { ledger }, body, operation })

export interface StepBody {
  step: string
  seen: number
  values: Record<string, string>
  note: string
  evidence: string[]
}
export const takeStep = (ledger: string, number: string, body: StepBody, operation?: string) =>
  send('post', '/api/ledgers/{ledger}/entries/{number}/steps', { path: { ledger, number }, body, operation })
