import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { ApiError, get } from '@/api/http'
import type { paths } from '@/api/schema'
import { useI18n } from '@/i18n'
import { formatInteger } from '@/lib/format'

export type Job = paths['/api/jobs']['get']['responses']['200']['content']['application/json']['jobs'][number]

/** What a job is, and how far: `正在写入 2,000／4,500`. */
export function useJobText(): { what: (job: Job) => string; howFar: (job: Job) => string } {
  const { t, te } = useI18n()
  return {
    what: (job) => (te(`job.kind.${job.kind}`) ? t(`job.kind.${job.kind}`) : job.kind),
    howFar(job) {
      const stage = t(`job.stage.${job.stage}`)
      if (job.total) return t('job.of', { stage, done: formatInteger(job.done), total: formatInteger(job.total) })
      return job.done ? t('job.done', { stage, done: formatInteger(job.done) }) : stage
    },
  }
}

/** What the program is at, asked once a second as long as `asking` is true. */
export function useJobs(asking: () => boolean): ShallowRef<Job[]> {
  const jobs = shallowRef<Job[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false
  async function ask(): Promise<void> {
    try {
      jobs.value = (await get('/api/jobs')).jobs
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause
      jobs.value = []
    }
    if (!ended && asking()) timer = setTimeout(ask, 1000)
  }
  watch(asking, (now) => {
    clearTimeout(timer)
    jobs.value = []
    if (now) timer = setTimeout(ask, 300)
  }, { immediate: true })
  onScopeDispose(() => {
    ended = true
    clearTimeout(timer)
  })
  return jobs
}
