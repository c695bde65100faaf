import { send } from '@/api/http'
import type { components } from '@/api/schema'

type Schemas = components['schemas']
export type Settlement = Schemas['Settlements']['settlements'][number]
export type SettlementList = Schemas['Settlements']
export type Correction = SettlementList['corrections'][number]
export type SettlementRun = Schemas['SettlementRuns']['runs'][number]

/** One decision of staff; the answer names what it is about. */
export const correct = (body: Record<string, unknown>) => send('post', '/api/settlement-corrections', { body })

/** The map at a settlement, with centres and areas shown. */
export const mapLink = (centre: { lon: number; lat: number }) => ({
  name: 'map', query: { at: `${centre.lon.toFixed(6)},${centre.lat.toFixed(6)}`, layers: 'village_light,settlement_area,computed_settlement' },
})
