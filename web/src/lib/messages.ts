import type { paths } from '@/api/schema'

export type Queue = paths['/api/messages']['get']['responses'][200]['content']['application/json']
export type QueuedMessage = Queue['messages'][number]
export type OpenRequest = Queue['open'][number]
export type MessageState = QueuedMessage['state']
export type InboxMessage = paths['/api/inbox']['get']['responses'][200]['content']['application/json']['messages'][number]

export const STATES: MessageState[] = ['waiting', 'trying', 'unknown', 'sent', 'delivered', 'read', 'failed', 'given_up', 'opted_out']
export const CHANNELS = ['sms', 'email', 'webhook', 'in_page'] as const

/** How a state looks: done, on its way, gone wrong, or neither. */
export function toneOf(state: MessageState): '' | 'closed' | 'waiting' | 'bad' {
  if (state === 'delivered' || state === 'read') return 'closed'
  if (state === 'waiting' || state === 'trying') return 'waiting'
  return state === 'failed' || state === 'given_up' || state === 'unknown' ? 'bad' : ''
}

/** States that there are, in the order of their course. */
export function countsInOrder(counts: Record<string, number>): { state: MessageState; count: number }[] {
  return STATES.filter((state) => counts[state]).map((state) => ({ state, count: counts[state]! }))
}

/** Those that a person has before them for the first time. */
export function newlyShown(messages: InboxMessage[]): string[] {
  return messages.filter((one) => !one.shown_at).map((one) => one.message)
}

/** `clerk1，clerk2; clerk1` as the accounts that it names, each once. */
export function accountNames(text: string): string[] {
  return [...new Set(text.split(/[\s,，;；、]+/).filter(Boolean))]
}

/** One paragraph: a text message knows no lines. */
export function oneParagraph(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim()
}

/** What stands beside the bell: nothing, the number, or that there are many. */
export function badge(unread: number): string {
  if (!unread) return ''
  return unread > 99 ? '99+' : String(unread)
}
