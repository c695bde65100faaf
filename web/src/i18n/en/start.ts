import type zh from '../zh/start'
import type { Messages } from '../messages'

export default {
  start: { title: 'Start', hello: 'Hello, {name}' },
} satisfies Messages<typeof zh>
