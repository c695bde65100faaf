import { createHash, webcrypto } from 'node:crypto'
import { expect, test } from 'vitest'
import { beginning, bodyOf, commitmentOf, drawSteps, freshNumber, toMoment, toTeams } from './drawSteps'

const step = (name: string) => drawSteps.find((one) => one.name === name)!

test('a moment of a Chinese clock is sent in universal time', () => {
  expect(toMoment('2026-11-24T16:00')).toBe('2026-11-24T08:00:00Z')
  expect(toMoment('2026-01-01T00:30')).toBe('2025-12-31T16:30:00Z')
})

test('a frame goes with fresh randomness, and what is left empty does not go', () => {
  const body = bodyOf(beginning, { draw: '2020-06', frame: 'V1 T\nV2 T', each: '2', alloc: ' ' }, () => 'n')
  expect(body).toEqual({ nonce: 'n', draw: '2020-06', frame: 'V1 T\nV2 T\n', each: '2' })
})

test('teams stand one a line, and lines that say nothing are left out', () => {
  expect(toTeams('T1=一组\n\nT2 = 二组\nT3=')).toEqual({ T1: '一组', T2: '二组' })
  expect(bodyOf(step('visits'), { due_on: '2020-06-30', teams: 'T=一组' }, () => '')).toEqual({ due_on: '2020-06-30', teams: { T: '一组' } })
})

test('a number has 64 digits and its commitment is the one of the protocol', async () => {
  const number = freshNumber(webcrypto as unknown as Crypto)
  expect(number).toMatch(/^[0-9a-f]{64}$/)
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
  expect(await commitmentOf('draw=1\n', 'grid', number, webcrypto.subtle as unknown as SubtleCrypto)).toBe(sha256(`VRS-1/commit\n${sha256('draw=1\n')}\ngrid\n${number}\n`))
})

test('every step is open in some stage and asks each thing once', () => {
  for (const one of drawSteps) {
    expect(one.stages.length).toBeGreaterThan(0)
    expect(new Set(one.fields.map((field) => field.name)).size).toBe(one.fields.length)
  }
})
