import { describe, expect, it } from 'vitest'
import { applyAnswer, daysLeft, lightOf, noSlice, touched } from './delta'
import type { Row, Slice, SliceAnswer } from './types'

const row = (id: number, version: number): Row => [id, version, null, [`r${id}v${version}`]]
const answer = (more: Partial<SliceAnswer>): SliceAnswer => ({
  next: 1, view: 'v', whole: false, day: '2020-03-02', user: 'u', rows: {}, lights: {}, ...more,
})

/** The same numbers for the same seed, so that a failure can be repeated. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state % below
  }
}

describe('what the phone holds', () => {
  it('is the same after any sequence of changes as after fetching it whole', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = numbers(seed)
      const server = new Map<number, Row>()
      let phone: Slice = applyAnswer(noSlice(), answer({ whole: true, rows: { household: { rows: [] } } }), 0)
      let pending = new Set<number>()
      for (let turn = 1; turn <= 60; turn += 1) {
        const id = random(12)
        if (random(3) === 0) server.delete(id)
        else server.set(id, row(id, turn))
        pending.add(id)
        if (random(4) > 0) continue
        const changed = [...pending].filter((one) => server.has(one)).map((one) => server.get(one)!)
        const gone = [...pending].filter((one) => !server.has(one))
        const sent = answer({ next: turn, rows: { household: { rows: changed, gone } } })
        phone = applyAnswer(phone, sent, turn)
        expect(applyAnswer(phone, sent, turn), `seed ${seed}: twice`).toEqual(phone)
        pending = new Set()
        const whole = [...server.values()].sort((a, b) => a[0] - b[0])
        expect(phone.rows.household, `seed ${seed}, turn ${turn}`).toEqual(whole)
      }
    }
  })
  it('is replaced when the answer is whole, forms and all', () => {
    const before = applyAnswer(noSlice(), answer({ whole: true, rows: { a: { rows: [row(1, 1)] } }, roles: ['x'] }), 0)
    const after = applyAnswer(before, answer({ whole: true, rows: { b: { rows: [row(2, 2)] } }, roles: ['y'] }), 0)
    expect(Object.keys(after.rows)).toEqual(['b'])
    expect(after.roles).toEqual(['y'])
  })
  it('keeps forms and regions that an answer does not speak of', () => {
    const before = applyAnswer(noSlice(), answer({ whole: true, regions: [['433124100201', '村', 'village']] }), 0)
    expect(applyAnswer(before, answer({ next: 9 }), 0).regions).toHaveLength(1)
  })
  it('writes again only the registers that an answer touches, and after a whole one all of them', () => {
    const before = applyAnswer(noSlice(), answer({ whole: true, rows: { a: { rows: [] }, b: { rows: [] } } }), 0)
    expect(touched(answer({ rows: { a: { gone: [1] } } }), before)).toEqual(['a'])
    expect(touched(answer({ whole: true, rows: { c: {} } }), before).sort()).toEqual(['a', 'b', 'c'])
  })
})

describe('lights and days', () => {
  it('an entry that no light names is green', () => {
    const slice = { ...noSlice(), lights: { hazard: { red: [3] } } }
    expect([lightOf(slice, 'hazard', 3), lightOf(slice, 'hazard', 4), lightOf(slice, 'other', 3)]).toEqual(['red', 'green', 'green'])
  })
  it('counts days to a deadline: before it, on it, after it', () => {
    expect(['2020-03-03', '2020-03-02', '2020-03-01'].map((due) => daysLeft(due, '2020-03-02'))).toEqual([1, 0, -1])
    expect(daysLeft('2020-03-01', '2020-02-28')).toBe(2)
  })
})
