/** What the program sends to a phone and what comes back: docs/http-api.md, "Phones". */
export interface Text { zh: string; en: string }

export interface FormField {
  name: string
  type: 'text' | 'integer' | 'decimal' | 'fact' | 'code' | 'date' | 'month' | 'region' | 'region_code' | 'id_number' | 'phone' | 'moment'
  label: Text
  unit?: string
  required?: boolean
  personal?: boolean
  decimals?: number
  /** Inclusive; of a decimal in its last place. */
  min?: number
  max?: number
  characters?: number
  level?: string
  /** [stored value, 中文, English] */
  codes?: [string, string, string][]
}

export interface Step {
  name: string
  label: Text
  from: string[]
  to: string
  may_set: string[]
  must_set: string[]
  /** Of these, what the program fills in. */
  fills?: string[]
  note: boolean
  closes: boolean
  evidence: { least: number; why: Text } | null
}

export interface Workflow {
  open: { who: string[]; must_set: string[]; asks: string[] }
  states: { name: string; label: Text; kind: 'open' | 'waiting' | 'closed' | 'dropped' }[]
  steps: Step[]
}

/** A register, or a ledger when it has a workflow. */
export interface Form {
  name: string
  label: Text
  key: string[]
  geometry: 'none' | 'point' | 'line' | 'polygon'
  writes: boolean
  fields: FormField[]
  ledger?: Workflow
}

/** [id, version, [lon, lat] or null, texts in the order of the fields, steps of an entry] */
export type Row = [number, number, [number, number] | null, string[], string[]?]

export type Light = 'blue' | 'yellow' | 'red' | 'grey'
export type Lights = Record<string, Partial<Record<Light, number[]>>>

/** A sheet of a team, in the order of its route. */
export interface Stop { order: number; ledger: string; number: string; region: string; household: string; at: [number, number] | null }

/** `[x, y, dx, dy, …]` in steps to the east and to the north of the map's corner. */
export type Path = number[]

/** What stands around a team's stops: docs/http-api.md, "Phones". Corner and step in 1e-7 degrees. */
export interface TeamMap {
  west: number
  south: number
  step: number
  side: number
  areas: [string, ...Path[]][]
  lines: { name: string; label: Text; ways: [string, ...Path[]][] }[]
}

/** The slice is what this team takes along; all is empty of a slice of everything within reach. */
interface OfTeam { team?: string; draw?: string; route?: Stop[]; map?: TeamMap | null }

export interface SliceAnswer extends OfTeam {
  next: number
  view: string
  whole: boolean
  day: string
  user: string
  roles?: string[]
  regions?: [string, string, string][]
  forms?: Form[]
  rows: Record<string, { rows?: Row[]; gone?: number[] }>
  lights: Lights
}

/** What the phone holds. */
export interface Slice extends OfTeam {
  next: number
  view: string
  day: string
  user: string
  roles: string[]
  regions: [string, string, string][]
  forms: Form[]
  rows: Record<string, Row[]>
  lights: Lights
  /** When it was fetched, by the phone's clock, in ms. */
  fetched: number
}

export interface ConflictField { name: string; label: Text; before: string; now: string; yours: string }
export interface Refusal { kind: string; message: Text; fields?: ConflictField[] }

export interface Outcome {
  counter: number
  status: 'done' | 'refused' | 'conflict' | 'forked' | 'waits' | 'later'
  sequence?: number
  answer?: Record<string, unknown>
  error?: Refusal
}
