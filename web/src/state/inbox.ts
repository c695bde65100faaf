import { get } from '@/api/http'
import { useResource } from './resource'

/** The reader's own messages, asked for anew a while after changes. */
export function useInbox(wanted: () => boolean, delay: number) {
  return useResource(() => (wanted() ? 'inbox' : null), (_, signal) => get('/api/inbox', {}, signal), { delay })
}
