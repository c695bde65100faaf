import type { Form, Row, Slice, SliceAnswer } from './types'

export const noSlice = (): Slice => ({
  next: 0, view: '', day: '', user: '', roles: [], regions: [], forms: [], rows: {}, lights: {}, fetched: 0,
})

function merged(known: Row[], changed: Row[], gone: number[]): Row[] {
  const left = new Set([...gone, ...changed.map((row) => row[0])])
  return [...known.filter((row) => !left.has(row[0])), ...changed].sort((a, b) => a[0] - b[0])
}

/** What the phone holds once it has taken an answer; an answer that comes twice changes nothing. */
export function applyAnswer(slice: Slice, answer: SliceAnswer, now: number): Slice {
  const start = answer.whole ? {} : slice.rows
  const rows: Record<string, Row[]> = { ...start }
  for (const [name, part] of Object.entries(answer.rows)) {
    rows[name] = merged(start[name] ?? [], part.rows ?? [], part.gone ?? [])
  }
  return {
    next: answer.next,
    view: answer.view,
    day: answer.day,
    user: answer.user,
    roles: answer.roles ?? slice.roles,
    regions: answer.regions ?? slice.regions,
    forms: answer.forms ?? slice.forms,
    rows,
    lights: answer.lights,
    fetched: now,
    team: answer.team,
    draw: answer.draw,
    route: answer.route,
    map: answer.map === undefined && !answer.whole ? slice.map : answer.map,
  }
}

/** Names of the registers whose rows an answer touches: what has to be written again. */
export function touched(answer: SliceAnswer, before: Slice): string[] {
  return answer.whole ? [...new Set([...Object.keys(before.rows), ...Object.keys(answer.rows)])] : Object.keys(answer.rows)
}

export function findForm(slice: Slice, name: string): Form | undefined {
  return slice.forms.find((form) => form.name === name)
}

export function textOf(form: Form, row: Row, field: string): string {
  const index = form.fields.findIndex((one) => one.name === field)
  return index < 0 ? '' : (row[3][index] ?? '')
}

export function lightOf(slice: Slice, name: string, id: number): 'green' | 'blue' | 'yellow' | 'red' | 'grey' {
  const of = slice.lights[name] ?? {}
  for (const light of ['red', 'yellow', 'blue', 'grey'] as const) if (of[light]?.includes(id)) return light
  return 'green'
}

/** Days from `day` to `due`, both YYYY-MM-DD; negative when it has passed. */
export function daysLeft(due: string, day: string): number {
  return Math.round((Date.parse(`${due}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`)) / 86_400_000)
}
