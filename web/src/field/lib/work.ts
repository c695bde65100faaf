/** The state of the field page: what it holds, what waits to be told, and when it last spoke with the program. */
import { computed, reactive, shallowReactive, toRaw } from 'vue'
import { newOperationId } from '@/lib/operation'
import { Offline, type Part, Refused, SignedOut, fetchSlice, sendBatch, signOut as endSession, whoAmI } from './api'
import { applyAnswer, noSlice, touched } from './delta'
import { chinaTime } from './form'
import {
  type Choice, type Item, type Photo, countStates, decided, keyOf, nextBatch, nextPhoto, postponed, settle, unanswered, withDependents,
} from './outbox'
import { Storage } from './storage'
import type { Slice, Text } from './types'
import { sendPhoto } from './upload'

interface Device { id: string; next: number }
export interface Person { user: string; name: string }

const freshDevice = (): Device => ({ id: newOperationId().replaceAll('-', ''), next: 1 })

const everything = (): Part => ({ region: '', team: '', draw: '' })

let storage: Storage
let device: Device = freshDevice()

export const work = shallowReactive({
  ready: false,
  slice: noSlice() as Slice,
  person: null as Person | null,
  needsSignIn: false,
  online: navigator.onLine,
  busy: false,
  /** What went wrong with the last exchange, in words. */
  trouble: null as Text | null,
  encrypted: false,
  fromFile: false,
  part: everything(),
})
export const outbox = reactive<{ items: Item[] }>({ items: [] })
export const counts = computed(() => countStates(outbox.items))

const byUid = () => new Map(outbox.items.map((item) => [item.uid, item]))

async function keep(changed: Item[], notes: Record<string, unknown> = {}): Promise<void> {
  const plain = changed.map((item) => JSON.parse(JSON.stringify(item)) as Item)
  for (const item of plain) {
    const index = outbox.items.findIndex((one) => one.uid === item.uid)
    if (index >= 0) outbox.items[index] = item
  }
  await storage.keepItems(plain.map((item) => ({ item, order: outbox.items.findIndex((one) => one.uid === item.uid) })), notes)
}

function take(): { device: string; counter: number } {
  const counter = device.next
  device = { ...device, next: counter + 1 }
  return { device: device.id, counter }
}
function takeAfterFork(): { device: string; counter: number } {
  device = freshDevice()
  return take()
}

export interface Draft {
  kind: Item['kind']
  label: Text
  about: string
  payload: Record<string, unknown>
  photo?: Photo
  bytes?: ArrayBuffer
  evidence?: string[]
  uid?: string
}

export const newUid = newOperationId

/** Puts things into the outbox: all of them are on the phone's disk when this returns, or none. */
export async function enqueue(drafts: Draft[]): Promise<Item[]> {
  const start = outbox.items.length
  const items = drafts.map((draft): Item => ({
    uid: draft.uid ?? newUid(), ...take(), kind: draft.kind, time: chinaTime(Date.now()), label: draft.label, about: draft.about,
    payload: draft.payload, photo: draft.photo, evidence: draft.evidence, state: 'waiting', tries: 0, notBefore: 0,
  }))
  const plain = JSON.parse(JSON.stringify(items)) as Item[]
  await storage.keepItems(plain.map((item, index) => ({ item, order: start + index, photo: drafts[index].bytes })), { device })
  outbox.items.push(...plain)
  void exchange()
  return plain
}

/** The author's decisions on a command in conflict: it goes again, against the version that was shown. */
export async function decide(item: Item, choices: Record<string, Choice>, seen: number): Promise<void> {
  const next = decided(toRaw(item), choices, seen, { ...take(), time: chinaTime(Date.now()) })
  await keep([next], { device })
  void exchange()
}

/** A refused item with other content: a new command in the old one's place. */
export async function correct(item: Item, payload: Record<string, unknown>): Promise<void> {
  await keep([{ ...toRaw(item), ...take(), time: chinaTime(Date.now()), payload, state: 'waiting', error: undefined, tries: 0, notBefore: 0 }], { device })
  void exchange()
}

export async function discard(uid: string): Promise<void> {
  const uids = withDependents(outbox.items, uid)
  await storage.removeItems(uids)
  outbox.items = outbox.items.filter((item) => !uids.includes(item.uid))
}

export async function clearDone(): Promise<void> {
  const needed = new Set(outbox.items.filter((item) => item.state !== 'done').flatMap((item) => withNeeds(item)))
  const uids = outbox.items.filter((item) => item.state === 'done' && !needed.has(item.uid)).map((item) => item.uid)
  await storage.removeItems(uids)
  outbox.items = outbox.items.filter((item) => !uids.includes(item.uid))
}

function withNeeds(item: Item): string[] {
  const key = item.photo?.key
  const of = [item.payload.number, item.payload.seen, key].flatMap((value) => (value && typeof value === 'object' ? [(value as { after: string }).after] : []))
  return [...of, ...(item.evidence ?? [])]
}

async function push(): Promise<void> {
  for (;;) {
    const batch = nextBatch(outbox.items, Date.now())
    if (batch.commands.length) await sendCommands(batch)
    const photo = nextPhoto(outbox.items, Date.now())
    if (photo) await sendOne(photo)
    if (!batch.commands.length && !photo) return
  }
}

async function sendCommands(batch: ReturnType<typeof nextBatch>): Promise<void> {
  const counters = new Set(batch.commands.map((command) => command.counter))
  for (const item of outbox.items) if (item.device === batch.device && counters.has(item.counter) && item.kind !== 'photo') item.state = 'sending'
  try {
    const outcomes = await sendBatch(batch, newOperationId())
    await keep(settle(outbox.items, batch.device, outcomes, takeAfterFork, Date.now()), { device })
  } catch (cause) {
    await keep(unanswered(outbox.items, batch, Date.now()).map((item) => (cause instanceof SignedOut ? { ...item, tries: 0, notBefore: 0 } : item)))
    throw cause
  }
}

async function sendOne(item: Item): Promise<void> {
  const bytes = await storage.photo(item.uid)
  if (!bytes) return keep([{ ...toRaw(item), state: 'refused', error: LOST }])
  item.state = 'sending'
  try {
    const photo = await sendPhoto({
      photo: { ...item.photo! }, key: keyOf(item, byUid())!, bytes, operation: `${item.device}-${item.counter}`,
      progress: (current) => keep([{ ...toRaw(item), state: 'sending', photo: current }]),
    })
    await keep([{ ...find(item.uid), state: 'done', photo }])
    await storage.removePhoto(item.uid)
  } catch (cause) {
    const current = find(item.uid)
    if (cause instanceof Refused && cause.status < 500 && cause.status !== 409) return keep([{ ...current, state: 'refused', error: cause.refusal }])
    await keep([cause instanceof SignedOut ? { ...current, state: 'waiting' } : postponed(current, Date.now())])
    throw cause
  }
}

const find = (uid: string): Item => toRaw(outbox.items.find((item) => item.uid === uid)!)
const LOST = { kind: 'not_found', message: { zh: '手机上已没有这张照片，请删除这一项后重拍。', en: 'The phone has this photo no more; remove this and take it again.' } }

async function pull(): Promise<void> {
  const answer = await fetchSlice(work.slice.next, work.slice.view, work.part)
  const before = work.slice
  const slice = applyAnswer(before, answer, Date.now())
  await storage.keepSlice(slice, touched(answer, before))
  work.slice = slice
}

const UNREACHABLE: Text = { zh: '现在没有网络，已存在手机里，有网时自动上报。', en: 'There is no network now. Everything is kept on the phone and sent when there is one.' }

/** What was asked for while an exchange was under way. */
let again: 'no' | 'yes' | 'now' = 'no'

/** Tells what waits and fetches what is new. `now`: what was put off is tried at once. */
export async function exchange(now = false): Promise<void> {
  if (now) await keep(outbox.items.filter((item) => item.state === 'waiting' && item.notBefore).map((item) => ({ ...toRaw(item), notBefore: 0 })))
  if (work.busy) { again = now || again === 'now' ? 'now' : 'yes'; return }
  work.busy = true
  try {
    if (!work.person) await meet()
    if (!work.needsSignIn) {
      await push()
      await pull()
      work.trouble = null
      work.online = true
    }
  } catch (cause) {
    if (cause instanceof SignedOut) { work.needsSignIn = true; work.trouble = null; work.online = true }
    else if (cause instanceof Offline) { work.online = false; work.trouble = UNREACHABLE }
    else if (cause instanceof Refused) work.trouble = cause.refusal.message
    else throw cause
  } finally {
    work.busy = false
    const next = again
    again = 'no'
    if (next !== 'no') void exchange(next === 'now')
  }
}

/** Who is signed in. Somebody else's unsent work is not sent in one's own name. */
export async function meet(): Promise<void> {
  const who = await whoAmI()
  if (who.required && !who.account) { work.needsSignIn = true; return }
  if (who.account?.must_change) { work.needsSignIn = true; return }
  const person: Person = { user: who.account?.user ?? 'local', name: who.account?.name || who.account?.user || '' }
  const before = await storage.note<Person>('person')
  if (before && before.user !== person.user) {
    if (outbox.items.some((item) => item.state !== 'done')) {
      work.needsSignIn = true
      throw new Refused({ kind: 'conflict', message: {
        zh: `这部手机里还有 ${before.name || before.user} 没有上报的内容，请先由本人登录上报，或在“我的”中导出。`,
        en: `This phone still holds unsent work of ${before.name || before.user}, who must sign in and send it first, or save it to a file.`,
      } }, 409)
    }
    await storage.clear()
    outbox.items = []
    work.slice = noSlice()
    work.part = everything()
  }
  work.person = person
  work.needsSignIn = false
  await storage.keepNote('person', person)
}

/** Ends the session and removes everything from the phone. */
export async function leave(): Promise<void> {
  try { await endSession(newOperationId()) } catch (cause) { if (!(cause instanceof Offline) && !(cause instanceof SignedOut)) throw cause }
  await storage.clear()
  outbox.items = []
  work.slice = noSlice()
  work.part = everything()
  work.person = null
  work.needsSignIn = true
  device = freshDevice()
}

/** A slice that came as a file; of a team, it stays that team's once there is a network. */
export async function takePackage(slice: Slice, person: Person): Promise<void> {
  await storage.clear()
  work.part = { region: '', team: slice.team ?? '', draw: slice.draw ?? '' }
  await storage.keepNote('part', work.part)
  await storage.keepSlice(slice, Object.keys(slice.rows))
  await storage.keepNote('person', person)
  await storage.keepNote('device', device)
  work.slice = slice
  work.person = person
  work.needsSignIn = false
}

export const photoBytes = (uid: string): Promise<ArrayBuffer | undefined> => storage.photo(uid)

/** An unsent item's photos and steps are there again after the page was closed: what was being sent is sent anew. */
export async function start(): Promise<void> {
  storage = await Storage.open()
  work.encrypted = storage.encrypted
  device = (await storage.note<Device>('device')) ?? device
  work.slice = (await storage.slice()) ?? noSlice()
  work.part = (await storage.note<Part>('part')) ?? everything()
  const known = await storage.note<Person>('person')
  outbox.items = (await storage.outbox()).map((item) => (item.state === 'sending' ? { ...item, state: 'waiting' } : item))
  work.ready = true
  if (known && work.slice.next) work.person = known
  window.addEventListener('online', () => void exchange(true))
  window.addEventListener('offline', () => { work.online = false })
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') void exchange() })
  setInterval(() => { if (document.visibilityState === 'visible' && counts.value.waiting) void exchange() }, 5_000)
  setInterval(() => { if (document.visibilityState === 'visible') void exchange() }, 300_000)
  await exchange(true)
}

/** Fetches this part from now on, in the place of what was there. */
export async function choosePart(part: Partial<Part>): Promise<void> {
  work.part = { ...everything(), ...part }
  await storage.keepNote('part', work.part)
  await exchange()
}
