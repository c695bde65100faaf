import { describe, expect, it } from 'vitest'
import { add, compare, divide, formatFixed, formatShort, parseRational, rational, sum, toNumber } from './rational'

const read = (text: string) => parseRational(text)!

describe('exact fractions', () => {
  it('reads what the server writes and refuses everything else', () => {
    expect(read('2357/28')).toEqual({ n: 2357n, d: 28n })
    expect(read('-6/4')).toEqual({ n: -3n, d: 2n })
    expect(read('0.70')).toEqual({ n: 7n, d: 10n })
    for (const wrong of ['', '1/0', '1e3', '１', '1/2/3', '--1', null, undefined]) expect(parseRational(wrong)).toBeNull()
  })

  it('shows the worked village of the notice as 84.18', () => {
    const items = ['10', '8', '195/14', '12', '45/4', '38/5', '22/5', '9', '8'].map(read)
    const total = sum(items)
    expect(total).toEqual(read('2357/28'))
    expect(formatFixed(total, 2)).toBe('84.18')
  })

  it('rounds half away from zero, at, just below and just above the half', () => {
    expect(formatFixed(read('0.125'), 2)).toBe('0.13')
    expect(formatFixed(read('-0.125'), 2)).toBe('-0.13')
    expect(formatFixed(read('124999/1000000'), 2)).toBe('0.12')
    expect(formatFixed(read('125001/1000000'), 2)).toBe('0.13')
    expect(formatFixed(read('-1/1000'), 2)).toBe('0.00')
    expect(formatFixed(read('19999/200'), 0)).toBe('100')
  })

  it('drops only zeros that say nothing', () => {
    expect(formatShort(read('20'))).toBe('20')
    expect(formatShort(read('100'))).toBe('100')
    expect(formatShort(read('15/2'))).toBe('7.5')
    expect(formatShort(read('195/14'))).toBe('13.93')
  })

  it('tells 79.999… from 80, which a rounded display cannot', () => {
    const short = read('79999999/1000000')
    expect(formatFixed(short, 2)).toBe('80.00')
    expect(compare(short, rational(80))).toBeLessThan(0)
    expect(compare(read('160/2'), rational(80))).toBe(0)
  })

  it('adds in any order to the same value', () => {
    const values = Array.from({ length: 40 }, (_, i) => rational(i * 7 - 90, i + 1))
    expect(sum(values)).toEqual(sum([...values].reverse()))
    for (const value of values) expect(add(value, rational(-value.n, value.d))).toEqual(rational(0))
  })

  it('keeps 17 digits that a double would lose', () => {
    expect(formatFixed(add(read('90071992547409930'), read('1')), 0)).toBe('90071992547409931')
    expect(toNumber(divide(rational(1), 4))).toBe(0.25)
  })
})
