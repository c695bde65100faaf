import { describe, expect, it } from 'vitest'
import {
  type Item, countStates, decided, keyOf, needs, nextBatch, nextPhoto, settle, unanswered, waitAfter, withDependents,
} from './outbox'
import type { Outcome } from './types'

const fresh = () => ({ device: 'newdevice00000000', counter: 1 })
const item = (counter: number, more: Partial<Item> = {}): Item => ({
  uid: `u${counter}`, device: 'device0000000000', counter, kind: 'open_entry', time: 't', label: { zh: '', en: '' }, about: '',
  payload: {}, state: 'waiting', tries: 0, notBefore: 0, ...more,
})
const photo = (counter: number, key: string | { after: string }): Item => item(counter, {
  kind: 'photo',
  photo: { register: 'no_power_case', key, purpose: 'p', fileName: 'a.jpg', takenAt: '', lon: '', lat: '', bytes: 1 },
})

function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state % below
  }
}

/** A program that counts each device and counter once, and gives the first answer again. */
class Program {
  readonly answers = new Map<string, Outcome>()
  readonly applied: string[] = []
  take(device: string, commands: { counter: number; payload: Record<string, unknown> }[]): Outcome[] {
    return commands.map((command) => {
      const id = `${device}-${command.counter}`
      const known = this.answers.get(id)
      if (known) return known
      const number = command.payload.number
      if (typeof number === 'string' && number.startsWith('@') && !this.answers.has(`${device}-${number.slice(1)}`)) return { counter: command.counter, status: 'waits' }
      this.applied.push(id)
      const outcome: Outcome = { counter: command.counter, status: 'done', sequence: this.applied.length, answer: { number: `n${this.applied.length}` } }
      this.answers.set(id, outcome)
      return outcome
    })
  }
}

describe('the outbox', () => {
  it('delivers every item once and in order, however many requests and answers are lost', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = numbers(seed)
      const program = new Program()
      let items: Item[] = []
      for (let counter = 1; counter <= 12; counter += 1) {
        const before = items.length && random(2) ? items[random(items.length)].uid : ''
        items.push(item(counter, before ? { kind: 'step', payload: { number: { after: before }, seen: { after: before } } } : {}))
      }
      let now = 0
      for (let round = 0; round < 200 && items.some((one) => one.state !== 'done'); round += 1, now += 1_000_000) {
        const batch = nextBatch(items, now)
        const put = (changed: Item[]) => { items = items.map((one) => changed.find((other) => other.uid === one.uid) ?? one) }
        if (random(10) < 3) { put(unanswered(items, batch, now)); continue } // the request is lost
        const outcomes = program.take(batch.device, batch.commands)
        if (random(10) < 3) { put(unanswered(items, batch, now)); continue } // the answer is lost
        put(settle(items, batch.device, outcomes, fresh, now))
      }
      expect(items.every((one) => one.state === 'done'), `seed ${seed}`).toBe(true)
      expect(program.applied, `seed ${seed}`).toEqual(items.map((one) => `${one.device}-${one.counter}`))
    }
  })
  it('sends a step before its entry has a number, and by its number once it has one', () => {
    const open = item(1)
    const step = item(2, { kind: 'step', payload: { number: { after: 'u1' }, seen: { after: 'u1' } } })
    expect(nextBatch([open, step], 0).commands[1].payload).toEqual({ number: '@1', seen: '@1' })
    const done = { ...open, state: 'done' as const, number: '2020-1', sequence: 9 }
    expect(nextBatch([done, step], 0).commands[0].payload).toEqual({ number: '2020-1', seen: 9 })
  })
  it('holds back what depends on a refused item, and lets the rest go', () => {
    const items = [item(1, { state: 'refused' }), item(2, { payload: { number: { after: 'u1' } } }), item(3)]
    expect(nextBatch(items, 0).commands.map((command) => command.counter)).toEqual([3])
  })
  it('shows evidence with a step only when all of its photos are there', () => {
    const step = item(3, { kind: 'step', payload: {}, evidence: ['u1', 'u2'] })
    const photos = [photo(1, 'k'), photo(2, 'k')]
    expect(nextBatch([...photos, step], 0).commands).toEqual([])
    const done = photos.map((one) => ({ ...one, state: 'done' as const, photo: { ...one.photo!, sha256: `s${one.counter}` } }))
    expect(nextBatch([...done, step], 0).commands[0].payload.evidence).toEqual(['s1', 's2'])
  })
  it('uploads a photo of a new entry once the entry has its number', () => {
    const items = [item(1), photo(2, { after: 'u1' })]
    expect(nextPhoto(items, 0)).toBeUndefined()
    const opened = [{ ...items[0], state: 'done' as const, number: '2020-7' }, items[1]]
    expect(keyOf(nextPhoto(opened, 0)!, new Map(opened.map((one) => [one.uid, one])))).toBe('2020-7')
  })
  it('waits longer after each failure, up to ten minutes', () => {
    expect([1, 2, 3, 8, 60].map(waitAfter)).toEqual([5_000, 10_000, 20_000, 600_000, 600_000])
    const later = unanswered([item(1)], nextBatch([item(1)], 0), 100)
    expect(nextBatch(later, 5_099).commands).toEqual([])
    expect(nextBatch(later, 5_100).commands).toHaveLength(1)
  })
  it('takes a new device when another phone has used its counter, and sends the same again', () => {
    const [changed] = settle([item(4)], 'device0000000000', [{ counter: 4, status: 'forked' }], fresh, 0)
    expect([changed.device, changed.counter, changed.state]).toEqual(['newdevice00000000', 1, 'waiting'])
  })
  it('leaves alone what is done already when an old answer comes late', () => {
    const done = item(1, { state: 'done', number: 'n' })
    expect(settle([done], done.device, [{ counter: 1, status: 'refused' }], fresh, 0)).toEqual([])
  })
  it('takes with an item everything that depends on it', () => {
    const items = [item(1), photo(2, { after: 'u1' }), item(3, { payload: { number: { after: 'u1' } }, evidence: ['u2'] }), item(4)]
    expect(withDependents(items, 'u1')).toEqual(['u1', 'u2', 'u3'])
    expect(needs(items[2])).toEqual(['u1', 'u2'])
  })
  it('counts what waits and what needs a person', () => {
    const states = ['waiting', 'sending', 'refused', 'conflict', 'done'] as const
    expect(countStates(states.map((state, at) => item(at, { state })))).toEqual({ waiting: 2, trouble: 2, done: 1 })
  })
})

describe('a conflict that a person decided', () => {
  const made = { device: 'device0000000000', counter: 8, time: 't2' }
  const conflict = item(5, { kind: 'put', state: 'conflict', payload: { register: 'household', seen: 3, values: { number: '1', residents: '4', phone: '1', lon: '1', lat: '2', datum: 'wgs84' } } })
  it('sends mine, leaves theirs, and says which version was read', () => {
    const next = decided(conflict, { residents: 'mine', phone: 'theirs', lon: 'theirs' }, 7, made)
    expect(next.payload).toEqual({ register: 'household', seen: 7, values: { number: '1', residents: '4' } })
    expect([next.state, next.counter, next.uid]).toEqual(['waiting', 8, 'u5'])
  })
  it('never sends a field that its author gave to the other, whatever the choices', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = numbers(seed)
      const names = ['a', 'b', 'c', 'd'].filter(() => random(2))
      const values = Object.fromEntries(names.map((name) => [name, 'x']))
      const choices = Object.fromEntries(names.map((name) => [name, random(2) ? 'mine' as const : 'theirs' as const]))
      const next = decided(item(1, { payload: { values } }), choices, 1, made).payload.values as Record<string, string>
      expect(Object.keys(next)).toEqual(names.filter((name) => choices[name] === 'mine'))
    }
  })
})
