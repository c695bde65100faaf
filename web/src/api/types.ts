import type { components } from './schema'

type Schemas = components['schemas']

export type Text = Schemas['Text']
export type ErrorBody = Schemas['Error']
export type ErrorKind = ErrorBody['error']['kind']
export type Programme = Schemas['Programmes']['programmes'][number]
export type Indicator = Schemas['Indicator']
export type Scorecard = Schemas['Scorecard']
export type Aspect = Scorecard['aspects'][number]
export type ScoreTable = Schemas['ScoreTable']
export type Unit = Schemas['Unit']
export type ScoredItem = Schemas['ScoredItem']
export type IndicatorValue = Schemas['IndicatorValue']
export type Judgement = IndicatorValue['judgement']
export type Explanation = Schemas['Explanation']
export type ExplanationRow = Explanation['rows'][number]
export type Register = Schemas['Registers']['registers'][number]
export type Field = Register['fields'][number]
export type RegisterPage = Schemas['RegisterPage']
export type Finding = Schemas['Finding']
export type ImportOutcome = Schemas['ImportOutcome']
export type Outcome = Schemas['Outcome']
export type Batch = Schemas['Batches']['batches'][number]
export type TrailCheck = Schemas['TrailCheck']
export type WhoAmI = Schemas['Session']
export type FeatureCollection = Schemas['FeatureCollection']
export type Datum = 'wgs84' | 'cgcs2000' | 'gcj02' | 'bd09'
export type Step = {
  name: string
  label: Text
  from: string[]
  to: string
  who: string[]
  own_unit: boolean
  may_set: string[]
  must_set: string[]
  /** Of these, what the program fills in. */
  fills: string[]
  note: boolean
  not_by: string[]
  other_unit: boolean
  closes: boolean
  evidence: { least: number; why: Text } | null
}
export type RequestKind = 'extend' | 'transfer' | 'pause' | 'drop'
export type Ledger = Omit<Schemas['Ledgers']['ledgers'][number], 'steps' | 'requests' | 'open' | 'states'> & {
  open: { who: string[]; must_set: string[]; asks: string[] }
  states: { name: string; label: Text; kind: 'open' | 'waiting' | 'closed' | 'dropped' }[]
  steps: Step[]
  requests: { kind: RequestKind; who: string[]; grant: string[]; share: string | null; times: number }[]
}
export type Values = Record<string, string | null>
export type EntryShort = Omit<Schemas['EntryShort'], 'values' | 'geometry'> & { values: Values; geometry?: { type: string; coordinates: number[] } }
export type Done = { serial: number; step: string; label: Text | null; from: string; to: string; on: string; due: string | null; late: boolean; unit: string; unit_name: string; user: string; note: string; evidence: string[] }
export type Entry = EntryShort & { history: Done[]; next: Step[] }
export type Overview = Schemas['Overview']
export type LedgerOverview = Overview['ledgers'][number]
export type Start = Schemas['Start']
export type EntryLine = Schemas['EntryLine']
export type ImportTrial = Schemas['ImportTrial']
export type OpenSession = Schemas['Sessions']['sessions'][number]
