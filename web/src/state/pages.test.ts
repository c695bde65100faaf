import { expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { usePages, type Page } from './pages'

test('who leaves a list while its rows are on their way gets no error', async () => {
  const lost = vi.fn()
  process.on('unhandledRejection', lost)
  const scope = effectScope()
  let aborted = false
  scope.run(() =>
    usePages(() => 'issue', (_key, _query, signal) =>
      new Promise<Page<number>>((_take, refuse) => {
        signal.addEventListener('abort', () => {
          aborted = true
          refuse(signal.reason as Error)
        })
      }),
    ),
  )
  scope.stop()
  await new Promise((go) => setImmediate(go))
  process.off('unhandledRejection', lost)
  expect(aborted).toBe(true)
  expect(lost).not.toHaveBeenCalled()
})
