import { findForm, textOf } from './delta'
import { placeName } from './places'
import type { Form, Slice, Text } from './types'

/** A stop of a team's route as the map and its list show it. */
export interface Mark {
  id: number
  form: Form
  number: string
  order: number
  region: string
  place: string
  household: string
  at: readonly [number, number] | null
  state: Text | undefined
  /** Filled in here or before. */
  done: boolean
}

/** The stops whose sheets the phone holds; `pending`: numbers of the sheets that wait in the outbox. */
export function marksOf(slice: Slice, pending: ReadonlySet<string>): Mark[] {
  return (slice.route ?? []).flatMap((stop) => {
    const form = findForm(slice, stop.ledger)
    const row = form && slice.rows[stop.ledger]?.find((one) => textOf(form, one, 'number') === stop.number)
    if (!form?.ledger || !row) return []
    const state = form.ledger.states.find((one) => one.name === textOf(form, row, 'state'))
    return [{
      id: row[0], form, number: stop.number, order: stop.order, region: stop.region, place: placeName(slice, stop.region), household: stop.household, at: stop.at,
      state: state?.label, done: pending.has(stop.number) || state?.name !== form.ledger.states[0].name,
    }]
  })
}

/** Pairs of stops that follow each other: villages one after the other, households within their village where villages are stops too. */
export function legsOf(marks: readonly Mark[]): [Mark, Mark][] {
  const placed = marks.filter((mark) => mark.at)
  const ledgers = [...new Set(placed.map((mark) => mark.form.name))]
  const hasVillages = placed.some((mark) => !mark.household)
  return ledgers.flatMap((name) => {
    const own = placed.filter((mark) => mark.form.name === name)
    return own.slice(1).map((mark, at): [Mark, Mark] => [own[at], mark])
  }).filter(([from, to]) => !from.household || !hasVillages || from.region === to.region)
}

/** The teams whose sheets the phone holds. */
export function teamsOf(slice: Slice): string[] {
  const sheets = slice.forms.filter((form) => form.ledger && ['team', 'route_order'].every((name) => form.fields.some((field) => field.name === name)))
  const named = sheets.flatMap((form) => (slice.rows[form.name] ?? []).map((row) => textOf(form, row, 'team')))
  return [...new Set([...named, slice.team ?? ''])].filter(Boolean).sort()
}
