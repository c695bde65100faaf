import type { Indicator, Judgement, Scorecard, Unit } from '@/api/types'
import { inLanguage } from '@/i18n'
import { formatValue } from './format'
import type { LegendEntry, MapLook } from './mapping'
import { formatShort, parseRational, rational, ZERO } from './rational'
import { bandColour, NO_SCORE_COLOUR, scoreBands } from './scores'

type Translate = (key: string, values?: Record<string, string | number>) => string

export const LIGHT_COLOURS: Record<Judgement, string> = {
  met: '#2a8c5a', soft_not_met: '#f0b429', not_met: '#c8372d', not_applicable: NO_SCORE_COLOUR,
  precondition_unmet: NO_SCORE_COLOUR, no_target: '#7d93ab',
}

export function scoreLooks(units: readonly Unit[], scorecard: Scorecard, t: Translate): Map<string, MapLook> {
  const bands = scoreBands(scorecard)
  const pass = parseRational(scorecard.pass) ?? ZERO
  return new Map(
    units.map((unit) => {
      const points = unit.complete ? parseRational(unit.points) : null
      const said = points ? t('map.points', { value: unit.display ?? '' }) : t('map.noScore')
      const caption = unit.rank ? `${said} · ${t('map.rank', { n: unit.rank })}` : said
      return [unit.region, { colour: bandColour(points, bands, pass), caption, top: unit.grade === 'excellent' }]
    }),
  )
}

export function scoreLegend(scorecard: Scorecard, t: Translate): LegendEntry[] {
  const bands = scoreBands(scorecard)
  const show = (from: number) => formatShort(parseRational(from.toFixed(2)) ?? rational(0))
  const entries = bands.map(({ from, colour }, index): LegendEntry => {
    if (index === 0) return { colour, label: t('map.above', { from: show(from) }) }
    const to = show(bands[index - 1].from)
    return { colour, label: from === -Infinity ? t('map.below', { to }) : t('map.and', { from: show(from), to }) }
  })
  if (scorecard.top) entries.unshift({ colour: '#1b5a9c', label: inLanguage(scorecard.top_label), edge: true })
  return [...entries, { colour: NO_SCORE_COLOUR, label: t('map.noScore') }]
}

export function indicatorLooks(units: readonly Unit[], indicator: Indicator, t: Translate): Map<string, MapLook> {
  return new Map(
    units.map((unit) => {
      const value = unit.indicators.find((one) => one.indicator === indicator.name)
      const judgement = value?.judgement ?? 'not_applicable'
      const shown = value ? formatValue(value.display, indicator.unit) : ''
      const caption = [inLanguage(indicator.label), shown, t(`judgement.${judgement}`)].filter(Boolean).join(' · ')
      return [unit.region, { colour: LIGHT_COLOURS[judgement], caption, top: judgement === 'not_met' }]
    }),
  )
}

export function indicatorLegend(units: readonly Unit[], indicator: Indicator, t: Translate): LegendEntry[] {
  const found = new Set(units.map((unit) => unit.indicators.find((one) => one.indicator === indicator.name)?.judgement))
  const order: Judgement[] = ['met', 'soft_not_met', 'not_met', 'precondition_unmet', 'not_applicable', 'no_target']
  return order.filter((one) => found.has(one)).map((one) => ({ colour: LIGHT_COLOURS[one], label: t(`judgement.${one}`), edge: one === 'not_met' }))
}
