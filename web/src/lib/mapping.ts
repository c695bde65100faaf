import type { FeatureCollection, RegisterPage } from '@/api/types'
import { townshipCode } from './places'

/** How one unit looks on the map and what is said of it when pointed at. */
export interface MapLook {
  colour: string
  caption: string
  /** Drawn with a dark edge: the excellent ones; for lights, the red ones, so that red and green differ without colour. */
  top: boolean
}

export interface LegendEntry {
  colour: string
  label: string
  edge?: boolean
}

interface Geometry {
  type: string
  coordinates: unknown
}
interface PlainFeature {
  type: 'Feature'
  geometry: unknown
  properties: Record<string, unknown>
}
export interface Frame {
  type: 'FeatureCollection'
  features: PlainFeature[]
}
export type Bounds = [number, number, number, number]

/** Every longitude and latitude in nested coordinates. */
function* positions(coordinates: unknown): Generator<[number, number]> {
  if (!Array.isArray(coordinates)) return
  if (typeof coordinates[0] === 'number') yield coordinates as [number, number]
  else for (const part of coordinates) yield* positions(part)
}

/** West, south, east, north of all features; null when none has a position. */
export function boundsOf(collection: { features: readonly { geometry: unknown }[] }): Bounds | null {
  let bounds: Bounds | null = null
  for (const { geometry } of collection.features) {
    for (const [lon, lat] of positions((geometry as Geometry | null)?.coordinates)) {
      bounds = bounds
        ? [Math.min(bounds[0], lon), Math.min(bounds[1], lat), Math.max(bounds[2], lon), Math.max(bounds[3], lat)]
        : [lon, lat, lon, lat]
    }
  }
  return bounds
}

/** The units that have a position, with colour and caption as properties; the chosen one on top. */
export function decorate(collection: FeatureCollection, looks: ReadonlyMap<string, MapLook>, selected: string | null): Frame {
  const features = collection.features
    .filter((feature) => feature.geometry)
    .map((feature) => {
      const { region, name } = feature.properties
      const look = looks.get(region) ?? { colour: '#b4bcc6', caption: '', top: false }
      const chosen = region === selected
      return { type: 'Feature' as const, geometry: feature.geometry, properties: { region, name, ...look, chosen, order: chosen ? 2 : look.top ? 1 : 0 } }
    })
  return { type: 'FeatureCollection', features }
}

/** A label for each township at the middle of its units. */
export function townshipLabels(collection: FeatureCollection, names: ReadonlyMap<string, string>): Frame {
  const sums = new Map<string, { lon: number; lat: number; count: number }>()
  for (const feature of collection.features) {
    const bounds = boundsOf({ features: [feature] })
    if (!bounds) continue
    const code = townshipCode(feature.properties.region)
    const sum = sums.get(code) ?? { lon: 0, lat: 0, count: 0 }
    sum.lon += (bounds[0] + bounds[2]) / 2
    sum.lat += (bounds[1] + bounds[3]) / 2
    sum.count += 1
    sums.set(code, sum)
  }
  const features: PlainFeature[] = []
  for (const [code, { lon, lat, count }] of sums) {
    const name = names.get(code)
    if (!name) continue
    features.push({ type: 'Feature', geometry: { type: 'Point', coordinates: [lon / count, lat / count] }, properties: { name } })
  }
  return { type: 'FeatureCollection', features }
}

type Position = [number, number]

/** Every closed ring in nested coordinates. */
function* rings(coordinates: unknown): Generator<Position[]> {
  if (!Array.isArray(coordinates) || !Array.isArray(coordinates[0])) return
  if (typeof coordinates[0][0] === 'number') yield coordinates as Position[]
  else for (const part of coordinates) yield* rings(part)
}

const isArea = (geometry: unknown) => ['Polygon', 'MultiPolygon'].includes((geometry as Geometry | null)?.type ?? '')
export const hasAreas = (collection: FeatureCollection): boolean => collection.features.some((feature) => isArea(feature.geometry))

/**
 * The lines between townships, from the areas of their villages: a piece of border that two villages
 * of one township share lies inside it, every other is drawn.
 */
export function townshipBorders(collection: FeatureCollection): Frame {
  const pieces = new Map<string, Position[] | null>()
  for (const { geometry, properties } of collection.features) {
    if (!isArea(geometry)) continue
    const town = townshipCode(properties.region)
    for (const ring of rings((geometry as unknown as Geometry).coordinates)) {
      for (let index = 1; index < ring.length; index += 1) {
        const ends = [ring[index - 1], ring[index]]
        const key = `${town} ${ends.map((end) => end.join(',')).sort().join(' ')}`
        pieces.set(key, pieces.has(key) ? null : ends)
      }
    }
  }
  const lines = [...pieces.values()].filter((piece) => piece !== null)
  if (!lines.length) return { type: 'FeatureCollection', features: [] }
  return { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: { type: 'MultiLineString', coordinates: lines }, properties: {} }] }
}

/** Rows of the boundary register as the frame behind the units. */
export function frameOf(rows: RegisterPage['rows']): Frame {
  const features = rows
    .filter((row) => row.geometry)
    .map((row) => ({ type: 'Feature' as const, geometry: row.geometry, properties: { region: row.values.region } }))
  return { type: 'FeatureCollection', features }
}
