/**
 * What the phone keeps, in IndexedDB. Where the browser can, it is encrypted under a key that never leaves the browser
 * and is thrown away on signing out: what is left on the flash memory then cannot be read.
 */
import type { Item } from './outbox'
import type { Row, Slice } from './types'

const NAME = 'wanjia-field'
const STORES = ['keys', 'notes', 'rows', 'outbox', 'photos'] as const
type StoreName = (typeof STORES)[number]

interface Sealed { iv: Uint8Array; data: ArrayBuffer }

const finished = <T>(request: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})

const committed = (transaction: IDBTransaction): Promise<void> => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve()
  transaction.onabort = () => reject(transaction.error)
  transaction.onerror = () => reject(transaction.error)
})

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => { for (const name of STORES) request.result.createObjectStore(name) }
  return finished(request)
}

const canSeal = (): boolean => typeof crypto !== 'undefined' && !!crypto.subtle

export class Storage {
  private constructor(private readonly database: IDBDatabase, private key: CryptoKey | null) {}

  static async open(): Promise<Storage> {
    const database = await openDatabase()
    const storage = new Storage(database, null)
    storage.key = await storage.loadKey()
    return storage
  }

  get encrypted(): boolean { return this.key !== null }

  private async loadKey(): Promise<CryptoKey | null> {
    if (!canSeal()) return null
    const known = await this.raw<CryptoKey>('keys', 'field')
    if (known) return known
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    const writing = this.database.transaction('keys', 'readwrite')
    writing.objectStore('keys').put(key, 'field')
    await committed(writing)
    return key
  }

  private raw<T>(store: StoreName, name: string): Promise<T | undefined> {
    return finished(this.database.transaction(store).objectStore(store).get(name)) as Promise<T | undefined>
  }

  private async seal(bytes: ArrayBuffer): Promise<Sealed | ArrayBuffer> {
    if (!this.key) return bytes
    const iv = crypto.getRandomValues(new Uint8Array(12))
    return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.key, bytes) }
  }

  private async unseal(kept: Sealed | ArrayBuffer): Promise<ArrayBuffer> {
    if (kept instanceof ArrayBuffer) return kept
    return crypto.subtle.decrypt({ name: 'AES-GCM', iv: kept.iv as BufferSource }, this.key!, kept.data)
  }

  private sealValue(value: unknown): Promise<Sealed | ArrayBuffer> {
    return this.seal(new TextEncoder().encode(JSON.stringify(value)).buffer as ArrayBuffer)
  }

  private async value<T>(kept: Sealed | ArrayBuffer | undefined): Promise<T | undefined> {
    return kept === undefined ? undefined : (JSON.parse(new TextDecoder().decode(await this.unseal(kept))) as T)
  }

  async note<T>(name: string): Promise<T | undefined> {
    return this.value<T>(await this.raw('notes', name))
  }

  async keepNote(name: string, value: unknown): Promise<void> {
    await this.write(['notes'], [['notes', name, await this.sealValue(value)]])
  }

  /** All or nothing, and on disk when it returns. `undefined` removes. */
  private async write(stores: StoreName[], entries: [StoreName, string, unknown][]): Promise<void> {
    const transaction = this.database.transaction(stores, 'readwrite', { durability: 'strict' } as IDBTransactionOptions)
    for (const [store, name, value] of entries) {
      if (value === undefined) transaction.objectStore(store).delete(name)
      else transaction.objectStore(store).put(value, name)
    }
    await committed(transaction)
  }

  /** The slice with the rows of these registers; the others are as they were. */
  async keepSlice(slice: Slice, registers: string[]): Promise<void> {
    const { rows, ...head } = slice
    const entries: [StoreName, string, unknown][] = [['notes', 'slice', await this.sealValue(head)]]
    for (const name of registers) entries.push(['rows', name, rows[name] ? await this.sealValue(rows[name]) : undefined])
    await this.write(['notes', 'rows'], entries)
  }

  async slice(): Promise<Slice | undefined> {
    const head = await this.note<Omit<Slice, 'rows'>>('slice')
    if (!head) return undefined
    const store = this.database.transaction('rows').objectStore('rows')
    const [names, kept] = await Promise.all([finished(store.getAllKeys()), finished(store.getAll())])
    const rows: Record<string, Row[]> = {}
    for (const [index, name] of names.entries()) rows[String(name)] = (await this.value<Row[]>(kept[index]))!
    return { ...head, rows }
  }

  async outbox(): Promise<Item[]> {
    const store = this.database.transaction('outbox').objectStore('outbox')
    const items = await Promise.all((await finished(store.getAll())).map((kept) => this.value<Item & { order: number }>(kept)))
    return items.filter((item) => item !== undefined).sort((a, b) => a.order - b.order).map(({ order: _, ...item }) => item)
  }

  /** Items as they are now, in their order; with the photos of new ones, and the notes that go with them. */
  async keepItems(items: { item: Item; order: number; photo?: ArrayBuffer }[], notes: Record<string, unknown> = {}): Promise<void> {
    const entries: [StoreName, string, unknown][] = []
    for (const { item, order, photo } of items) {
      entries.push(['outbox', item.uid, await this.sealValue({ ...item, order })])
      if (photo) entries.push(['photos', item.uid, await this.seal(photo)])
    }
    for (const [name, value] of Object.entries(notes)) entries.push(['notes', name, await this.sealValue(value)])
    await this.write(['outbox', 'photos', 'notes'], entries)
  }

  async photo(uid: string): Promise<ArrayBuffer | undefined> {
    const kept = await this.raw<Sealed | ArrayBuffer>('photos', uid)
    return kept === undefined ? undefined : this.unseal(kept)
  }

  async removePhoto(uid: string): Promise<void> {
    await this.write(['photos'], [['photos', uid, undefined]])
  }

  async removeItems(uids: string[]): Promise<void> {
    await this.write(['outbox', 'photos'], uids.flatMap((uid) => [['outbox', uid, undefined], ['photos', uid, undefined]] as [StoreName, string, unknown][]))
  }

  /** Everything, and the key first: what a browser leaves behind is then of no use to anybody. */
  async clear(): Promise<void> {
    const transaction = this.database.transaction([...STORES], 'readwrite')
    for (const name of STORES) transaction.objectStore(name).clear()
    await committed(transaction)
    this.key = await this.loadKey()
  }
}
