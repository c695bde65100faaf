import { describe, expect, it } from 'vitest'
import { accountNames, badge, countsInOrder, newlyShown, oneParagraph, STATES, toneOf, type InboxMessage } from './messages'

describe('messages', () => {
  it('counts states in the order of their course and leaves out those that there are not', () => {
    expect(countsInOrder({ opted_out: 2, waiting: 1, sent: 0 })).toEqual([{ state: 'waiting', count: 1 }, { state: 'opted_out', count: 2 }])
  })
  it('gives every state a look, and what went wrong the look of that', () => {
    for (const state of STATES) expect(['', 'closed', 'waiting', 'bad']).toContain(toneOf(state))
    expect(toneOf('given_up')).toBe('bad')
    expect(toneOf('read')).toBe('closed')
  })
  it('marks as shown only what was not before', () => {
    const one = (message: string, shown_at: string) => ({ message, shown_at }) as InboxMessage
    expect(newlyShown([one('r1', ''), one('r2', '2020-06-24T12:00')])).toEqual(['r1'])
  })
  it('reads names of accounts however they are parted, each once', () => {
    expect(accountNames(' clerk1，clerk2; clerk1、li.si\n')).toEqual(['clerk1', 'clerk2', 'li.si'])
    expect(accountNames(' ')).toEqual([])
  })
  it('makes one paragraph of lines', () => expect(oneParagraph('明天开会。\n  请带材料。\n')).toBe('明天开会。 请带材料。'))
  it('shows up to 99 beside the bell', () => expect([0, 1, 99, 100].map(badge)).toEqual(['', '1', '99', '99+']))
})
