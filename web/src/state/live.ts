import { reactive, readonly } from 'vue'

export type LiveState = 'connecting' | 'open' | 'lost'

const state = reactive({ state: 'connecting' as LiveState, changedAt: null as number | null, sequence: 0 })
const listeners = new Set<() => void>()
let source: EventSource | null = null
const GREETING_MILLISECONDS = 300
let openedAt = 0
let retry: ReturnType<typeof setTimeout> | undefined

/** The connection that tells of changes, for showing. */
export const live = readonly(state)

/** Calls `listener` after every change on the server; answers how to stop. */
export function onChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function announce(): void {
  for (const listener of listeners) listener()
}

/** The server greets with where it stands; that is news only when it differs from what was known. */
function handleChanged(event: MessageEvent<string>): void {
  const { sequence } = JSON.parse(event.data) as { sequence: number }
  const greeting = state.sequence === 0 && Date.now() - openedAt < GREETING_MILLISECONDS
  if (!greeting && sequence !== state.sequence) state.changedAt = Date.now()
  state.sequence = sequence
  announce()
}

function handleOpen(): void {
  // Whatever changed while the connection was down was not announced: ask again.
  const missed = state.state === 'lost'
  state.state = 'open'
  openedAt = Date.now()
  if (missed) announce()
}

function handleError(): void {
  state.state = 'lost'
  if (source?.readyState !== EventSource.CLOSED) return // the browser reconnects by itself
  clearTimeout(retry)
  retry = setTimeout(connect, 2000)
}

function connect(): void {
  source?.close()
  source = new EventSource('/api/events')
  source.addEventListener('open', handleOpen)
  source.addEventListener('changed', handleChanged)
  source.addEventListener('error', handleError)
}

/** Starts following; called once, when the app starts. */
export function followChanges(): void {
  connect()
}
