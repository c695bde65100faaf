import { afterEach, describe, expect, it, vi } from 'vitest'
import { get } from './http'

const answered = (body: ReadableStream | string) => vi.stubGlobal('fetch', () => Promise.resolve(new Response(body)))

describe('an answer of the server', () => {
  afterEach(() => vi.unstubAllGlobals())
  it('that breaks off in the middle is told like a server that cannot be reached', async () => {
    answered(new ReadableStream({ start: (stream) => { stream.enqueue(new TextEncoder().encode('{"ledgers":')); stream.error(new TypeError('Failed to fetch')) } }))
    await expect(get('/api/ledgers')).rejects.toMatchObject({ kind: 'unavailable', status: 0 })
  })
  it('of which somebody let go is no error', async () => {
    answered(new ReadableStream({ start: (stream) => stream.error(new DOMException('gone', 'AbortError')) }))
    await expect(get('/api/ledgers')).rejects.toMatchObject({ name: 'AbortError' })
  })
  it('is given as it is', async () => {
    answered('{"ledgers":[]}')
    await expect(get('/api/ledgers')).resolves.toEqual({ ledgers: [] })
  })
})
