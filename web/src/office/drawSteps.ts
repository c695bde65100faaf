/** The steps of a draw (docs/methods/draws.md) as the page asks for them. */
export type Kind = 'text' | 'lines' | 'moment' | 'day' | 'hash' | 'truth'
export interface Asked { name: string; kind: Kind; must: boolean }
export interface DrawStep {
  name: string
  path: string
  /** Stages in which it can be taken; none: it begins a draw. */
  stages: string[]
  /** Commitments and reveals are given by the parties themselves too. */
  publish: boolean
  /** Roles of which one opens the entries that come of it; none: no entry does. */
  roles?: string[]
  fields: Asked[]
}

const must = (name: string, kind: Kind = 'text'): Asked => ({ name, kind, must: true })
const may = (name: string, kind: Kind = 'text'): Asked => ({ name, kind, must: false })

export const beginning: DrawStep = { name: 'freeze', path: '/api/draws', stages: [], publish: true, fields: [must('draw'), must('frame', 'lines'), may('each'), may('alloc', 'lines'), may('exclude', 'lines'), may('inspectors', 'lines')] }

export const drawSteps: DrawStep[] = [
  { name: 'announce', path: '/api/draws/{draw}/announcement', stages: ['frozen'], publish: true, fields: [must('hash', 'hash'), must('parties'), must('public'), must('public_fallback'), must('commit_by', 'moment'), must('reveal_by', 'moment'), must('public_at', 'moment'), must('seal_until', 'moment')] },
  { name: 'commit', path: '/api/draws/{draw}/commitments', stages: ['announced'], publish: false, fields: [must('party'), must('commitment')] },
  { name: 'reveal', path: '/api/draws/{draw}/reveals', stages: ['announced'], publish: false, fields: [must('party'), must('number')] },
  { name: 'close', path: '/api/draws/{draw}/closing', stages: ['announced'], publish: true, fields: [] },
  { name: 'value', path: '/api/draws/{draw}/public-value', stages: ['reveals_frozen', 'seeded'], publish: true, fields: [must('value'), may('fallback', 'truth')] },
  { name: 'visits', path: '/api/draws/{draw}/visits', stages: ['drawn'], publish: true, roles: ['lead_unit'], fields: [must('due_on', 'day'), may('teams', 'lines')] },
  { name: 'findings', path: '/api/findings', stages: ['drawn'], publish: false, roles: ['lead_unit', 'inspector'], fields: [] },
  { name: 'replace', path: '/api/draws/{draw}/replacements', stages: ['drawn'], publish: true, fields: [must('unit'), must('reason'), must('evidence')] },
  { name: 'enlarge', path: '/api/draws/{draw}/enlargements', stages: ['drawn'], publish: true, fields: [must('stratum'), must('count'), must('reason')] },
  { name: 'void', path: '/api/draws/{draw}/voiding', stages: ['frozen', 'announced', 'reveals_frozen'], publish: true, fields: [must('reason')] },
]

/** `2026-11-24T16:00` of a Chinese clock -> `2026-11-24T08:00:00Z`. */
export const toMoment = (local: string) => new Date(`${local.length === 16 ? `${local}:00` : local}+08:00`).toISOString().replace('.000Z', 'Z')

/** `T=一组` a line. */
export function toTeams(lines: string): Record<string, string> {
  return Object.fromEntries(lines.split('\n').map((line) => line.split('=').map((part) => part.trim())).filter(([stratum, team]) => stratum && team) as [string, string][])
}

/** What is sent for what was typed; what is left empty is not sent. */
export function bodyOf(step: DrawStep, typed: Record<string, string>, nonce: () => string): Record<string, unknown> {
  const body: Record<string, unknown> = step.name === 'freeze' ? { nonce: nonce() } : {}
  for (const { name, kind } of step.fields) {
    const text = (typed[name] ?? '').trim()
    if (!text) continue
    if (kind === 'moment') body[name] = toMoment(text)
    else if (name === 'teams') body[name] = toTeams(text)
    else body[name] = kind === 'lines' ? `${text}\n` : text
  }
  return body
}

const toHex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
export const freshNumber = (source: Pick<Crypto, 'getRandomValues'> = crypto) => toHex(source.getRandomValues(new Uint8Array(32)))

/** What a party publishes before its number: SHA-256 of both with the hash of the announcement (VRS-1). */
export async function commitmentOf(announcement: string, party: string, number: string, subtle: SubtleCrypto): Promise<string> {
  const sha256 = async (text: string) => toHex(new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(text))))
  return sha256(`VRS-1/commit\n${await sha256(announcement)}\n${party}\n${number}\n`)
}
