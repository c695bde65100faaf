import { describe, expect, it } from 'vitest'
import { noSlice } from './delta'
import type { Item } from './outbox'
import { PACKAGE, readPackage, toBase64, writePackage, writeResults } from './package'

const person = { user: 'clerk', name: '张三' }
const slice = { ...noSlice(), next: 7, view: 'v', rows: { household: [[1, 2, null, ['a']]] as never }, forms: [{ name: 'household' } as never] }
const item = (counter: number, more: Partial<Item>): Item => ({
  uid: `u${counter}`, device: 'd', counter, kind: 'open_entry', time: 't', label: { zh: '', en: '' }, about: '', payload: {}, state: 'waiting', tries: 0, notBefore: 0, ...more,
})

describe('packages as files', () => {
  it('X_28 what was written is read back as it was', () => {
    const read = readPackage(writePackage(slice, person, 0))!
    expect([read.person, read.slice.rows, read.slice.next]).toEqual([person, slice.rows, 7])
  })
  it('X_28 another file is no package', () => {
    expect(['', '{}', '[]', JSON.stringify({ format: PACKAGE, version: 2 }), JSON.stringify({ format: PACKAGE, version: 1, slice: {} })].map(readPackage)).toEqual([null, null, null, null, null])
  })
  it('X_28 results hold what is unsent in order, photos with their bytes, and say what depends on what', async () => {
    const photo = { register: 'r', key: { after: 'u1' }, purpose: 'p', fileName: 'a.jpg', takenAt: '', lon: '', lat: '', bytes: 1 }
    const items = [
      item(1, {}), item(2, { kind: 'photo', photo }),
      item(3, { kind: 'step', payload: { number: { after: 'u1' }, seen: { after: 'u1' } }, evidence: ['u2'] }), item(4, { state: 'done' }),
    ]
    const file = JSON.parse(await writeResults(items, person, async () => new Uint8Array([255, 216]).buffer, 0)) as { items: Record<string, unknown>[] }
    expect(file.items.map((one) => one.counter)).toEqual([1, 2, 3])
    expect(file.items[1]).toMatchObject({ key: '@1', bytes: '/9g=' })
    expect(file.items[2].payload).toEqual({ number: '@1', seen: '@1', evidence: ['@2'] })
  })
  it('bytes of any length become base64', () => {
    for (const length of [0, 1, 2, 3, 40_000]) expect(atob(toBase64(new Uint8Array(length).fill(7).buffer)).length).toBe(length)
  })
})
