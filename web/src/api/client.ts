import type {
  Batch, Datum, Explanation, FeatureCollection, ImportOutcome, ImportTrial, Outcome,
  Programme, Register, RegisterPage, ScoreTable, TrailCheck, WhoAmI,
} from './types'
import { newOperationId } from '@/lib/operation'
import { ApiError, errorFrom, jsonOf, request, UNREACHABLE, withQuery } from './http'

export { ApiError, withQuery } from './http'

async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, { signal, headers: { Accept: 'application/json' } })
  return jsonOf(response)
}

const programmePath = (programme: string) => `/api/programmes/${encodeURIComponent(programme)}`
const registerPath = (register: string) => `/api/registers/${encodeURIComponent(register)}`

export async function getProgrammes(signal?: AbortSignal): Promise<Programme[]> {
  return (await getJson<{ programmes: Programme[] }>('/api/programmes', signal)).programmes
}

export function getScore(programme: string, period: string, signal?: AbortSignal): Promise<ScoreTable> {
  return getJson(withQuery(`${programmePath(programme)}/score`, { period }), signal)
}

export function scoreWorkbookUrl(programme: string, period: string): string {
  return withQuery(`${programmePath(programme)}/score.xlsx`, { period })
}

export function getMap(programme: string, period: string, signal?: AbortSignal): Promise<FeatureCollection> {
  return getJson(withQuery(`${programmePath(programme)}/map`, { period }), signal)
}

export function getExplanation(
  programme: string, indicator: string, region: string, period: string, signal?: AbortSignal,
): Promise<Explanation> {
  const path = `${programmePath(programme)}/indicators/${encodeURIComponent(indicator)}/rows`
  return getJson(withQuery(path, { region, period }), signal)
}

export async function getRegisters(signal?: AbortSignal): Promise<Register[]> {
  return (await getJson<{ registers: Register[] }>('/api/registers', signal)).registers
}

export function getRows(
  register: string, query: { region?: string; q?: string; sort?: string; direction?: string; as_of?: string; after?: number; limit?: number }, signal?: AbortSignal,
): Promise<RegisterPage> {
  return getJson(withQuery(`${registerPath(register)}/rows`, query), signal)
}

export function templateUrl(register: string): string {
  return `${registerPath(register)}/template.xlsx`
}

export async function getBatches(signal?: AbortSignal): Promise<Batch[]> {
  return (await getJson<{ batches: Batch[] }>('/api/batches', signal)).batches
}

export function batchErrorsUrl(batch: number): string {
  return `/api/batches/${batch}/errors.xlsx`
}

export async function undoBatch(batch: number, operation: string): Promise<Outcome> {
  const headers = { 'X-Wanjia-Operation': operation }
  const response = await request(`/api/batches/${batch}/undo`, { method: 'POST', headers })
  return jsonOf(response)
}

export function getTrail(signal?: AbortSignal): Promise<TrailCheck> {
  return getJson('/api/trail', signal)
}

export interface Upload {
  register: string
  file: File
  datum?: Datum
  operation: string
  /** Share of the file that has left, 0 to 1. */
  progress?: (share: number) => void
}

/** Sends a file. XMLHttpRequest, because fetch tells nothing of the way up. */
export function importFile(upload: Upload): Promise<ImportOutcome> {
  const query = { file_name: upload.file.name, datum: upload.datum }
  return new Promise((resolve, reject) => {
    const sender = new XMLHttpRequest()
    sender.open('POST', withQuery(`${registerPath(upload.register)}/import`, query))
    sender.setRequestHeader('Content-Type', 'application/octet-stream')
    sender.setRequestHeader('X-Wanjia-Operation', upload.operation)
    sender.upload.onprogress = (event) => {
      if (event.lengthComputable) upload.progress?.(event.loaded / event.total)
    }
    sender.onload = () => {
      if (sender.status >= 200 && sender.status < 300) resolve(JSON.parse(sender.responseText) as ImportOutcome)
      else reject(errorFrom(sender.status, sender.responseText))
    }
    sender.onerror = () => reject(new ApiError('unavailable', UNREACHABLE, 0))
    sender.send(upload.file)
  })
}

/** What an import would do; nothing is kept of it. */
export async function tryImport(trial: { register: string; file: File; datum?: Datum }, signal?: AbortSignal): Promise<ImportTrial> {
  const path = withQuery(`${registerPath(trial.register)}/import/trial`, { file_name: trial.file.name, datum: trial.datum })
  const headers = { 'Content-Type': 'application/octet-stream', 'X-Wanjia-Operation': newOperationId() }
  return jsonOf(await request(path, { method: 'POST', headers, body: trial.file, signal }))
}

async function changing<T>(method: string, path: string, body?: object): Promise<T> {
  const headers = { 'Content-Type': 'application/json', 'X-Wanjia-Operation': newOperationId() }
  const response = await request(path, { method, headers, body: body && JSON.stringify(body) })
  return jsonOf(response)
}

export function getWhoAmI(signal?: AbortSignal): Promise<WhoAmI> {
  return getJson('/api/session', signal)
}

export function signIn(user: string, password: string, code: string): Promise<WhoAmI> {
  return changing('POST', '/api/session', code ? { user, password, code } : { user, password })
}

export function signOut(): Promise<WhoAmI> {
  return changing('DELETE', '/api/session')
}

export async function changePassword(old: string, fresh: string): Promise<void> {
  await changing('POST', '/api/session/password', { old, new: fresh })
}
