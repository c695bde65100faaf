/**
 * What was done on the phone and is to be told to the program. An item keeps its device and counter for good, so
 * that sending it again counts once; another content gets another counter.
 */
import type { Outcome, Refusal, Text } from './types'

export type ItemState = 'waiting' | 'sending' | 'done' | 'refused' | 'conflict'

/** A value that an earlier item will bring about: its entry's number, or the version it wrote. */
export interface After { after: string }

export interface Photo {
  register: string
  /** The object's key, or the item that opens the entry. */
  key: string | After
  purpose: string
  fileName: string
  takenAt: string
  lon: string
  lat: string
  bytes: number
  /** Address of the upload once it has begun, and how far the program has it. */
  upload?: string
  offset?: number
  sha256?: string
}

export interface Item {
  uid: string
  device: string
  counter: number
  kind: 'open_entry' | 'step' | 'put' | 'ask' | 'photo'
  time: string
  label: Text
  /** What a person knows it by: a place, a number. */
  about: string
  payload: Record<string, unknown>
  photo?: Photo
  /** Items of photos that this step shows as evidence. */
  evidence?: string[]
  state: ItemState
  error?: Refusal
  number?: string
  sequence?: number
  tries: number
  notBefore: number
}

export interface Command { counter: number; kind: string; time: string; payload: Record<string, unknown> }
export interface Batch { device: string; commands: Command[] }

export const COMMANDS_MAX = 50
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 600_000

/** How long to wait after so many attempts that failed: 5 s, 10 s, 20 s … 10 min. */
export function waitAfter(tries: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries - 1, 20))
}

const isAfter = (value: unknown): value is After => typeof value === 'object' && value !== null && 'after' in value

/** Items that this one cannot do without. */
export function needs(item: Item): string[] {
  const values = [item.payload.number, item.payload.seen, item.photo?.key]
  return [...values.filter(isAfter).map((value) => value.after), ...(item.evidence ?? [])]
}

/** Everything that stands or falls with an item, itself first. */
export function withDependents(items: Item[], uid: string): string[] {
  const found = [uid]
  for (const item of items) if (!found.includes(item.uid) && needs(item).some((one) => found.includes(one))) found.push(item.uid)
  return found
}

function resolved(value: unknown, byUid: Map<string, Item>, what: 'number' | 'seen'): unknown {
  if (!isAfter(value)) return value
  const item = byUid.get(value.after)
  const known = what === 'number' ? item?.number : item?.sequence
  return known ?? `@${item?.counter}`
}

function commandOf(item: Item, byUid: Map<string, Item>): Command {
  const payload: Record<string, unknown> = { ...item.payload }
  if ('number' in payload) payload.number = resolved(payload.number, byUid, 'number')
  if ('seen' in payload) payload.seen = resolved(payload.seen, byUid, 'seen')
  if (item.evidence) payload.evidence = item.evidence.map((uid) => byUid.get(uid)?.photo?.sha256 ?? '')
  return { counter: item.counter, kind: item.kind, time: item.time, payload }
}

const isDue = (item: Item, now: number) => item.state === 'waiting' && item.notBefore <= now

/** The commands to send next, in their order, of one device; empty when nothing is due. */
export function nextBatch(items: Item[], now: number): Batch {
  const byUid = new Map(items.map((item) => [item.uid, item]))
  const chosen: Item[] = []
  for (const item of items) {
    if (item.kind === 'photo' || !isDue(item, now) || chosen.length >= COMMANDS_MAX) continue
    if (chosen.length && chosen[0].device !== item.device) continue
    const ready = needs(item).every((uid) => {
      const before = byUid.get(uid)
      return before?.state === 'done' || chosen.some((one) => one.uid === uid)
    })
    if (ready) chosen.push(item)
  }
  return { device: chosen[0]?.device ?? '', commands: chosen.map((item) => commandOf(item, byUid)) }
}

/** The photo to upload next: one whose object the program knows. */
export function nextPhoto(items: Item[], now: number): Item | undefined {
  const byUid = new Map(items.map((item) => [item.uid, item]))
  return items.find((item) => item.kind === 'photo' && isDue(item, now) && keyOf(item, byUid) !== undefined)
}

/** The key of a photo's object; undefined while it has no number yet. */
export function keyOf(item: Item, byUid: Map<string, Item>): string | undefined {
  const key = item.photo?.key
  return isAfter(key) ? byUid.get(key.after)?.number : key
}

function settled(item: Item, outcome: Outcome, fresh: () => { device: string; counter: number }, now: number): Item {
  switch (outcome.status) {
    case 'done':
      return {
        ...item, state: 'done', error: undefined, sequence: outcome.sequence,
        number: typeof outcome.answer?.number === 'string' ? outcome.answer.number : item.number,
      }
    case 'forked':
      return { ...item, ...fresh(), state: 'waiting', tries: 0, notBefore: 0 }
    case 'refused':
    case 'conflict':
      return { ...item, state: outcome.status, error: outcome.error }
    default:
      return postponed(item, now, outcome.error)
  }
}

export function postponed(item: Item, now: number, error?: Refusal): Item {
  const tries = item.tries + 1
  return { ...item, state: 'waiting', tries, notBefore: now + waitAfter(tries), error }
}

/** The items that a batch's answer changes. `fresh` gives device and counter after a fork. */
export function settle(items: Item[], device: string, outcomes: Outcome[], fresh: () => { device: string; counter: number }, now: number): Item[] {
  const byCounter = new Map(outcomes.map((outcome) => [outcome.counter, outcome]))
  return items.flatMap((item) => {
    const outcome = item.device === device && item.kind !== 'photo' && item.state !== 'done' ? byCounter.get(item.counter) : undefined
    return outcome ? [settled(item, outcome, fresh, now)] : []
  })
}

/** No answer came: everything that was sent is sent again later, as it is. */
export function unanswered(items: Item[], batch: Batch, now: number): Item[] {
  const counters = new Set(batch.commands.map((command) => command.counter))
  return items.filter((item) => item.device === batch.device && item.kind !== 'photo' && counters.has(item.counter)).map((item) => postponed(item, now))
}

export type Choice = 'mine' | 'theirs'

/**
 * A command in conflict as its author wants it now: fields of theirs are left as they stand, and `seen` is the version
 * in which theirs was read, so that a third person's change is not lost either.
 */
export function decided(item: Item, choices: Record<string, Choice>, seen: number, made: { device: string; counter: number; time: string }): Item {
  const values = { ...((item.payload.values as Record<string, string> | undefined) ?? {}) }
  for (const [name, choice] of Object.entries(choices)) {
    if (choice !== 'theirs') continue
    delete values[name]
    if (name === 'lon') for (const part of ['lat', 'datum']) delete values[part]
  }
  return { ...item, ...made, payload: { ...item.payload, values, seen }, state: 'waiting', error: undefined, tries: 0, notBefore: 0 }
}

export interface Counts { waiting: number; trouble: number; done: number }

export function countStates(items: Item[]): Counts {
  const of = (...states: ItemState[]) => items.filter((item) => states.includes(item.state)).length
  return { waiting: of('waiting', 'sending'), trouble: of('refused', 'conflict'), done: of('done') }
}
