import type { paths } from './schema'
import type { ErrorBody, ErrorKind, Text } from './types'
import { newOperationId } from '@/lib/operation'

/** What somebody else changed meanwhile, field by field. */
export type ConflictField = NonNullable<ErrorBody['error']['fields']>[number]

/** What the server answered instead of what was asked; `status` 0 when it could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly kind: ErrorKind,
    readonly text: Text,
    readonly status: number,
    readonly fields: ConflictField[] = [],
  ) {
    super(text.en)
  }
}

export const UNREACHABLE: Text = {
  zh: '连接不上服务器。请检查网络，或确认万家程序仍在运行，然后重试。',
  en: 'The server cannot be reached. Check the network and that Wanjia is still running, then try again.',
}

export function errorFrom(status: number, body: string): ApiError {
  try {
    const { error } = JSON.parse(body) as ErrorBody
    return new ApiError(error.kind, error.message, status, error.fields)
  } catch {
    const text = { zh: `服务器答复异常（状态 ${status}）。`, en: `The server gave an unexpected answer (status ${status}).` }
    return new ApiError('internal', text, status)
  }
}

/** What the server sends; a connection that is lost is told as such, also in the middle of an answer. */
async function reached<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (cause) {
    if (cause instanceof SyntaxError || (cause instanceof DOMException && cause.name === 'AbortError')) throw cause
    throw new ApiError('unavailable', UNREACHABLE, 0)
  }
}

export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await reached(fetch(path, init))
  if (!response.ok) throw errorFrom(response.status, await reached(response.text()))
  return response
}

export const jsonOf = <T>(response: Response): Promise<T> => reached(response.json() as Promise<T>)

type Value = string | number | boolean | null | undefined
export type Query = Record<string, Value>

/** `path?name=value&…` without the parameters that are empty. */
export function withQuery(path: string, query: Query): string {
  const pairs = Object.entries(query).filter(([, value]) => value != null && value !== '')
  if (!pairs.length) return path
  return `${path}?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`
}

/** `/api/ledgers/{ledger}` with its names filled in and percent-encoded. */
export function fillPath(template: string, names: Record<string, string | number> = {}): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(names[name])))
}

type Method = 'get' | 'post' | 'put' | 'delete'
type PathWith<M extends Method> = { [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never }[keyof paths]
type Answer<P extends keyof paths, M extends Method> = paths[P][M] extends { responses: { 200: { content: { 'application/json': infer T } } } } ? T : undefined

export interface Asking {
  path?: Record<string, string | number>
  query?: Query
}
export interface Telling extends Asking {
  body?: object
  /** Id of the act; the same for a repetition after a lost connection. A fresh one when absent. */
  operation?: string
}

/** What the contract says a GET of this path answers. */
export async function get<P extends PathWith<'get'>>(path: P, asking: Asking = {}, signal?: AbortSignal): Promise<Answer<P, 'get'>> {
  const address = withQuery(fillPath(path, asking.path), asking.query ?? {})
  const response = await request(address, { signal, headers: { Accept: 'application/json' } })
  return jsonOf(response)
}

/** A change; its answer as the contract says. */
export async function send<M extends 'post' | 'put' | 'delete', P extends PathWith<M>>(method: M, path: P, telling: Telling = {}): Promise<Answer<P, M>> {
  const address = withQuery(fillPath(path, telling.path), telling.query ?? {})
  const headers = { 'Content-Type': 'application/json', 'X-Wanjia-Operation': telling.operation ?? newOperationId() }
  const response = await request(address, { method: method.toUpperCase(), headers, body: telling.body && JSON.stringify(telling.body) })
  return jsonOf(response)
}
