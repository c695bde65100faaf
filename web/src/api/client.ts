import type {
  Batch, Datum, ErrorBody, ErrorKind, Explanation, FeatureCollection, ImportOutcome, Outcome,
  Programme, Register, RegisterPage, ScoreTable, Text, TrailCheck, WhoAmI,
} from './types'
import { newOperationId } from '@/lib/operation'

/** What the server answered instead of what was asked; `status` 0 when it could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly kind: ErrorKind,
    readonly text: Text,
    readonly status: number,
  ) {
    super(text.en)
  }
}

const UNREACHABLE: Text = {
  zh: '连接不上服务器。请检查网络，或确认万家程序仍在运行，然后重试。',
  en: 'The server cannot be reached. Check the network and that Wanjia is still running, then try again.',
}

function errorFrom(status: number, body: string): ApiError {
  try {
    const { error } = JSON.parse(body) as ErrorBody
    return new ApiError(error.kind, error.message, status)
  } catch {
    const text = { zh: `服务器答复异常（状态 ${status}）。`, en: `The server gave an unexpected answer (status ${status}).` }
    return new ApiError('internal', text, status)
  }
}

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, init)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError('unavailable', UNREACHABLE, 0)
  }
  if (!response.ok) throw errorFrom(response.status, await response.text())
  return response
}

async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, { signal, headers: { Accept: 'application/json' } })
  return (await response.json()) as T
}

/** `path?name=value&…` without the parameters that are empty. */
export function withQuery(path: string, query: Record<string, string | number | null | undefined>): string {
  const pairs = Object.entries(query).filter(([, value]) => value != null && value !== '')
  if (!pairs.length) return path
  return `${path}?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`
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
  register: string, query: { region?: string; after?: number; limit?: number }, signal?: AbortSignal,
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
  return (await response.json()) as Outcome
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

async function changing<T>(method: string, path: string, body?: object): Promise<T> {
  const headers = { 'Content-Type': 'application/json', 'X-Wanjia-Operation': newOperationId() }
  const response = await request(path, { method, headers, body: body && JSON.stringify(body) })
  return (await response.json()) as T
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
