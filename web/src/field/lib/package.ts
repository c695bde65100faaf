/** Packages and results as files, for places without any network. */
import { noSlice } from './delta'
import { type Item, keyOf } from './outbox'
import { chinaTime } from './form'
import type { Slice } from './types'
import type { Person } from './work'

export const PACKAGE = 'wanjia-package'
export const RESULTS = 'wanjia-results'

interface PackageFile { format: string; version: number; made: string; person: Person; slice: Partial<Slice> & { whole?: boolean } }

export function writePackage(slice: Slice, person: Person, now: number): string {
  const { rows, ...head } = slice
  const parts = Object.fromEntries(Object.entries(rows).map(([name, list]) => [name, { rows: list }]))
  return JSON.stringify({ format: PACKAGE, version: 1, made: chinaTime(now), person, slice: { ...head, whole: true, rows: parts } })
}

/** Null when the text is no package. Its slice stands as the program's own answer does. */
export function readPackage(text: string): { slice: Slice; person: Person } | null {
  try {
    const file = JSON.parse(text) as PackageFile
    if (file.format !== PACKAGE || file.version !== 1 || !file.slice.next || !Array.isArray(file.slice.forms)) return null
    const parts = file.slice.rows as unknown as Record<string, { rows?: Slice['rows'][string] }>
    const rows = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.rows ?? []]))
    const { whole: _, ...head } = file.slice
    return { slice: { ...noSlice(), ...head, rows, fetched: Date.parse(file.made) }, person: file.person }
  } catch {
    return null
  }
}

export function toBase64(bytes: ArrayBuffer): string {
  const view = new Uint8Array(bytes)
  let text = ''
  for (let at = 0; at < view.length; at += 0x8000) text += String.fromCharCode(...view.subarray(at, at + 0x8000))
  return btoa(text)
}

/** Everything unsent in its order: commands, and the photos with their bytes. */
export async function writeResults(items: Item[], person: Person, bytesOf: (uid: string) => Promise<ArrayBuffer | undefined>, now: number): Promise<string> {
  const byUid = new Map(items.map((item) => [item.uid, item]))
  const list: Record<string, unknown>[] = []
  for (const item of items) {
    if (item.state === 'done' || item.state === 'conflict') continue
    const head = { device: item.device, counter: item.counter, kind: item.kind, time: item.time }
    const reference = (value: unknown) => {
      if (!value || typeof value !== 'object') return value
      const before = byUid.get((value as { after: string }).after)
      return before?.state === 'done' ? before.number : `@${before?.counter}`
    }
    if (item.photo) {
      const bytes = await bytesOf(item.uid)
      if (!bytes) continue
      const { register, purpose, fileName, takenAt, lon, lat } = item.photo
      const key = keyOf(item, byUid) ?? reference(item.photo.key)
      list.push({ ...head, register, key, purpose, file_name: fileName, taken_at: takenAt, lon, lat, bytes: toBase64(bytes) })
      continue
    }
    const payload: Record<string, unknown> = { ...item.payload }
    if ('number' in payload) payload.number = reference(payload.number)
    if (payload.seen && typeof payload.seen === 'object') {
      const before = byUid.get((payload.seen as { after: string }).after)
      payload.seen = before?.state === 'done' ? before.sequence : `@${before?.counter}`
    }
    if (item.evidence) payload.evidence = item.evidence.map((uid) => byUid.get(uid)?.photo?.sha256 ?? `@${byUid.get(uid)?.counter}`)
    list.push({ ...head, payload })
  }
  return JSON.stringify({ format: RESULTS, version: 1, made: chinaTime(now), person, items: list })
}

export const unsent = (items: Item[]): number => items.filter((item) => item.state !== 'done').length

export function saveFile(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
