import type { Indicator } from '@/api/types'
import { formatTarget } from './format'

type Translate = (key: string, values?: Record<string, string | number>) => string

/** Every target of an indicator in words, such as `达标 70%，力争 90%`; empty when it has none. */
export function describeTargets(indicator: Indicator, t: Translate): string {
  const kinds = [['target', indicator.pass], ['full', indicator.full], ['soft', indicator.soft]] as const
  return kinds
    .filter(([, exact]) => exact)
    .map(([kind, exact]) => t(`indicators.${kind}`, { value: formatTarget(exact, indicator.unit) }))
    .join(t('app.separator'))
}
