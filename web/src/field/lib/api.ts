import type { Batch } from './outbox'
import type { Outcome, Refusal, SliceAnswer, Text } from './types'

/** No network, or the program does not answer: try again later. */
export class Offline extends Error {}
/** Nobody is signed in, or no more. */
export class SignedOut extends Error {}
/** The program says no, in words. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal, readonly status: number) { super(refusal.message.en) }
}

const PATIENCE_MS = 60_000

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS)
  let response: Response
  try {
    response = await fetch(path, { ...init, signal: stop.signal })
  } catch {
    throw new Offline()
  } finally {
    clearTimeout(timer)
  }
  if (response.ok) return response
  if (response.status === 401) throw new SignedOut()
  if (response.status >= 500 || response.status === 429) throw new Offline()
  let refusal: Refusal = { kind: 'internal', message: { zh: `服务器答复异常（${response.status}）。`, en: `The server gave an unexpected answer (${response.status}).` } }
  try {
    refusal = ((await response.json()) as { error: Refusal }).error
  } catch { /* not a sentence: the general one stands */ }
  throw new Refused(refusal, response.status)
}

/** Headers of a change; the id stands for the request alone where the content has ids of its own. */
export function changing(operation: string): Record<string, string> {
  return { 'X-Wanjia-Operation': operation }
}

export interface Who { account: { user: string; name: string; unit: string; must_change: boolean } | null; required: boolean }

export async function whoAmI(): Promise<Who> {
  return (await ask('/api/session')).json() as Promise<Who>
}

export async function signIn(user: string, password: string, code: string, operation: string): Promise<Who> {
  const body = JSON.stringify(code ? { user, password, code } : { user, password })
  return (await ask('/api/session', { method: 'POST', headers: { ...changing(operation), 'Content-Type': 'application/json' }, body })).json() as Promise<Who>
}

export async function signOut(operation: string): Promise<void> {
  await ask('/api/session', { method: 'DELETE', headers: changing(operation) })
}

/** What the phone holds of its user's part: a place, a team's work, or (all empty) everything. */
export interface Part { region: string; team: string; draw: string }

export async function fetchSlice(since: number, view: string, part: Part): Promise<SliceAnswer> {
  const query = new URLSearchParams({ since: String(since) })
  if (view) query.set('view', view)
  for (const [name, value] of Object.entries(part)) if (value) query.set(name, value)
  return (await ask(`/api/sync?${query}`)).json() as Promise<SliceAnswer>
}

export async function sendBatch(batch: Batch, operation: string): Promise<Outcome[]> {
  const headers = { ...changing(operation), 'Content-Type': 'application/json' }
  const answer = (await (await ask('/api/sync', { method: 'POST', headers, body: JSON.stringify(batch) })).json()) as { outcomes: Outcome[] }
  return answer.outcomes
}

/** Any request of the upload protocol. */
export function askUpload(path: string, method: string, headers: Record<string, string>, body?: ArrayBuffer): Promise<Response> {
  return ask(path, { method, headers: { 'Tus-Resumable': '1.0.0', ...headers }, body })
}

export const sentence = (text: Text, language: 'zh' | 'en'): string => text[language]
