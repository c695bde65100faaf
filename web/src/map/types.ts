import type { components } from '@/api/schema'

export type MapLayer = components['schemas']['MapLayers']['layers'][number]
export type MapLights = components['schemas']['MapLights']
export type LightCounts = components['schemas']['LightCounts']
export type BaseMapLayer = components['schemas']['BaseMap']['layers'][number]
export type Box = [number, number, number, number]

export interface MapFilter {
  region: string
  programme: string
  /** Of entries; empty: all. */
  light: string
  /** A field of each layer and the value it must have. */
  kinds: Record<string, { field: string; value: string }>
  /** As known at the end of this day; empty: now. */
  asOf: string
}

/** A row that was pointed at. */
export interface Picked {
  layer: string
  id: number
  at: [number, number]
  values: Record<string, unknown>
}
