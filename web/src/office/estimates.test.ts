import { expect, test } from 'vitest'
import { gapText, goodOf, intervalText, riskText } from './estimates'

test('a count stands with its whole, and nothing inspected is no count', () => {
  expect(goodOf({ good: 7, of: 8 })).toBe('7/8')
  expect(goodOf({ good: 0, of: 0 })).toBe('—')
  expect(goodOf(null)).toBe('—')
})

test('a share without an interval is not written', () => {
  expect(intervalText({ good: 7, of: 8, share: null, low: null, high: null })).toBeNull()
  expect(intervalText({ good: 18, of: 20, share: 0.9, low: 0.6993, high: 0.9721 })).toBe('69.9%–97.2%')
})

test('a gap has its sign and one decimal', () => {
  expect(gapText(12.34)).toBe('+12.3')
  expect(gapText(-3)).toBe('−3.0')
  expect(gapText(0)).toBe('0.0')
  expect(gapText(null)).toBe('—')
})

test('a small risk is not rounded to none', () => {
  expect(riskText(0)).toBe('0.0%')
  expect(riskText(0.0004)).toBe('<0.1%')
  expect(riskText(0.0975)).toBe('9.8%')
  expect(riskText(0.9999)).toBe('>99.9%')
})
