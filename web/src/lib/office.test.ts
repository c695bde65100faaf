import { describe, expect, it } from 'vitest'
import { barOf, inOrder, monthsOf, windowOf } from '@/office/gantt'
import { asTree, cellState } from '@/office/lists'
import { addDays, daysBetween, sizeText, timeInChina } from '@/office/text'
import type { Activity } from '@/office/entries'

const activity = (number: string, after: string[] = [], begin = '2020-05-01', due = '2020-05-10'): Activity => ({
  number, title: number, state: 'draft', unit: '', light: 'green', duration_days: 1, after, planned_start: begin, opened_on: begin, due_on: due, closed_on: null,
  earliest_start: begin, earliest_finish: due, latest_start: begin, latest_finish: due, slack_days: 0, critical: false, baseline: null, late_to_start: false,
})

describe('a plan over time', () => {
  it('C_57 puts what comes first before what waits for it, whatever the order given', () => {
    const all = [activity('c', ['b']), activity('b', ['a']), activity('a', [], '2020-06-01')]
    for (const order of [all, [...all].reverse()]) expect(inOrder(order).map((one) => one.number)).toEqual(['a', 'b', 'c'])
  })
  it('keeps every activity of a cycle once', () => {
    expect(inOrder([activity('a', ['b']), activity('b', ['a'])]).map((one) => one.number).sort()).toEqual(['a', 'b'])
  })
  it('draws a bar that ends before it begins as one day', () => {
    const bar = barOf(activity('a', [], '2020-05-10', '2020-05-01'), 0)
    expect([bar.begin, bar.end]).toEqual(['2020-05-10', '2020-05-10'])
  })
  it('covers today and every bar, and its months cover it without a gap', () => {
    const window = windowOf([barOf(activity('a', [], '2019-12-20', '2020-03-01'), 0)], '2020-04-15')
    expect(window.begin <= '2019-12-13' && window.end >= '2020-04-22').toBe(true)
    const months = monthsOf(window)
    expect(months.reduce((sum, month) => sum + month.days, 0)).toBe(daysBetween(window.begin, window.end) + 1)
    months.slice(1).forEach((month, at) => expect(month.at).toBe(months[at].at + months[at].days))
  })
})

describe('a matrix of reports', () => {
  it('N_27 is overdue the day after its deadline, not on it', () => {
    expect(cellState('open', 'due', '2020-06-30', '2020-06-30')).toBe('todo')
    expect(cellState('open', 'due', '2020-06-30', '2020-07-01')).toBe('overdue')
    expect(cellState('open', 'submitted', '2020-06-30', '2020-07-01')).toBe('handed')
    expect(cellState('closed', 'locked', '2020-06-30', '2020-07-01')).toBe('locked')
  })
})

describe('a tree of tasks', () => {
  it('holds every entry once, a missing parent and a cycle included', () => {
    const rows = [['a', null], ['b', 'a'], ['c', 'gone'], ['d', 'e'], ['e', 'd'], ['f', 'f']] as [string, string | null][]
    const tree = asTree(rows, (row) => row[0], (row) => row[1])
    expect(tree.map((node) => node.item[0]).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(tree.find((node) => node.item[0] === 'b')?.depth).toBe(1)
  })
})

describe('days and sizes', () => {
  it('days add up over a leap year', () => {
    expect(addDays('2020-02-28', 2)).toBe('2020-03-01')
    expect(daysBetween('2020-02-28', '2020-03-01')).toBe(2)
  })
  it('a moment is shown by the clocks of China', () => {
    expect(timeInChina('2026-11-28T22:56:00Z')).toBe('2026-11-29 06:56')
    expect(timeInChina(null)).toBe('')
  })
  it('sizes are said with their unit', () => {
    expect([sizeText(512), sizeText(1536), sizeText(6_000_000)]).toEqual(['512 B', '1.5 KB', '5.7 MB'])
  })
})
