import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import { withQuery } from '@/api/http'
import { colourOf, LIGHTS, LIGHT_MARKS, markOf, plainMark, UNKNOWN, type Mark } from './palette'
import type { BaseMapLayer, MapFilter, MapLayer } from './types'

export const VILLAGES = 'village_light'

export interface Shown {
  layers: readonly MapLayer[]
  visible: ReadonlySet<string>
  filter: MapFilter
  base: readonly BaseMapLayer[]
  relief: boolean
  maxZoom: number
  /** Where the program is: `https://host`. */
  origin: string
}

export const markImage = (mark: Mark): string => `${mark.shape} ${mark.colour}`

/** The address of a layer's tiles with what the filter asks of it. */
export function tileAddress(origin: string, layer: string, isLedger: boolean, filter: MapFilter): string {
  const kind = filter.kinds[layer]
  const query = withQuery('', {
    region: filter.region, programme: filter.programme, as_of: filter.asOf,
    light: isLedger ? filter.light : '', field: kind?.value ? kind.field : '', value: kind?.value ?? '',
  })
  return `${origin}/api/tiles/${layer}/{z}/{x}/{y}${query}`
}

const counted: ExpressionSpecification = ['has', 'count']
const single: ExpressionSpecification = ['!', ['has', 'count']]

/** By the value of the field a layer is coloured by; what `pick` takes of its mark. */
function byValue(layer: MapLayer, pick: (mark: Mark) => string): ExpressionSpecification | string {
  if (!layer.colour_by || !layer.values.length) return pick(plainMark(layer))
  const cases = layer.values.flatMap(({ value }) => [value, pick(markOf(layer, value))])
  return ['match', ['coalesce', ['get', layer.colour_by], ''], ...cases, pick(UNKNOWN)] as unknown as ExpressionSpecification
}

/** The first of the values, from bad to good, that a cluster holds: a cluster is as bad as its worst point. */
function worstOfCluster(layer: MapLayer): ExpressionSpecification | string {
  const isFact = layer.values.length === 2 && layer.values[0].value === 'yes'
  if (layer.colour_by !== 'light' && !isFact) return colourOf('--map-cluster')
  const order = layer.colour_by === 'light' ? [...LIGHTS] : ['no', 'yes']
  const cases = order.flatMap((value) => [['has', `${layer.colour_by}:${value}`], colourOf(markOf(layer, value).colour)])
  return ['case', ...cases, colourOf('--map-cluster')] as unknown as ExpressionSpecification
}

function pointLayers(layer: MapLayer): LayerSpecification[] {
  const source = layer.name
  const small = !layer.ledger && layer.name !== 'station'
  return [
    {
      id: `${source} cluster`, type: 'circle', source, 'source-layer': source, filter: counted,
      paint: {
        'circle-color': colourOf('--map-plate'), 'circle-stroke-color': worstOfCluster(layer), 'circle-stroke-width': 2.5,
        'circle-radius': ['interpolate', ['linear'], ['log10', ['get', 'count']], 0, 9, 1, 12, 3, 18, 5, 25],
      },
    },
    {
      id: `${source} count`, type: 'symbol', source, 'source-layer': source, filter: counted,
      layout: { 'text-field': ['to-string', ['get', 'count']], 'text-size': 11.5, 'text-allow-overlap': true },
      paint: { 'text-color': colourOf('--map-ink') },
    },
    small
      ? {
          id: `${source} point`, type: 'circle', source, 'source-layer': source, filter: single,
          paint: {
            'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 2.2, 12, 3.4, 16, 6],
            'circle-color': byValue(layer, (mark) => colourOf(mark.colour)),
            'circle-stroke-color': colourOf('--map-plate'), 'circle-stroke-width': 0.8,
          },
        }
      : {
          id: `${source} point`, type: 'symbol', source, 'source-layer': source, filter: single,
          layout: {
            'icon-image': byValue(layer, markImage), 'icon-allow-overlap': true, 'icon-ignore-placement': true,
            'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.55, 12, 0.8, 16, 1.1],
          },
        },
  ]
}

function lineLayers(layer: MapLayer): LayerSpecification[] {
  const source = layer.name
  return [{
    id: `${source} line`, type: 'line', source, 'source-layer': source, layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': colourOf(plainMark(layer).colour), 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 1, 12, 1.8, 16, 3.4] },
  }]
}

function areaLayers(layer: MapLayer): LayerSpecification[] {
  const source = layer.name
  const colour = colourOf(plainMark(layer).colour)
  const lines: LayerSpecification = { id: `${source} edge`, type: 'line', source, 'source-layer': source, paint: { 'line-color': colour, 'line-width': source === 'boundary' ? 1.1 : 0.8 } }
  if (source === 'boundary') return [lines]
  return [{ id: `${source} fill`, type: 'fill', source, 'source-layer': source, paint: { 'fill-color': colour, 'fill-opacity': 0.55 } }, lines]
}

/** Villages by the light of their worst open entry, hatched as well as coloured. */
function villageLayers(): LayerSpecification[] {
  const colours = LIGHTS.flatMap((light) => [light, colourOf(LIGHT_MARKS[light].colour)])
  const light: ExpressionSpecification = ['get', 'light']
  return [
    {
      id: `${VILLAGES} fill`, type: 'fill', source: VILLAGES, 'source-layer': VILLAGES,
      paint: {
        'fill-color': ['match', light, ...colours, colourOf('--map-none')] as unknown as ExpressionSpecification,
        'fill-opacity': ['match', light, 'none', 0.12, 'grey', 0.3, 'green', 0.38, 0.5],
      },
    },
    {
      id: `${VILLAGES} hatch`, type: 'fill', source: VILLAGES, 'source-layer': VILLAGES, filter: ['match', light, ['red', 'yellow'], true, false],
      paint: { 'fill-pattern': ['match', light, 'red', 'hatch red', 'hatch yellow'], 'fill-opacity': 0.55 },
    },
    { id: `${VILLAGES} edge`, type: 'line', source: VILLAGES, 'source-layer': VILLAGES, paint: { 'line-color': colourOf('--map-line'), 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.5, 12, 1.2] } },
  ]
}

const label = (id: string, source: string, sourceLayer: string | undefined, minzoom: number, size: number, colour: string): LayerSpecification => ({
  id, type: 'symbol', source, ...(sourceLayer ? { 'source-layer': sourceLayer } : {}), minzoom, filter: ['has', 'name'],
  layout: { 'text-field': ['get', 'name'], 'text-size': size, 'text-padding': 5, 'text-offset': [0, 0.9], 'text-anchor': 'top', 'text-optional': true },
  paint: { 'text-color': colour, 'text-halo-color': colourOf('--map-ground'), 'text-halo-width': 1.8 },
})

const vector = (shown: Shown, layer: string, isLedger: boolean): SourceSpecification => ({
  type: 'vector', tiles: [tileAddress(shown.origin, layer, isLedger, shown.filter)], minzoom: 0, maxzoom: shown.maxZoom,
})

const EMPTY = { type: 'geojson' as const, data: { type: 'FeatureCollection' as const, features: [] } }

/** Everything from the ground up: base map, relief, areas, lines, points, names, what is being measured. */
export function styleOf(shown: Shown): StyleSpecification {
  const sources: Record<string, SourceSpecification> = { townships: EMPTY, measured: EMPTY, chosen: EMPTY }
  const layers: LayerSpecification[] = [{ id: 'ground', type: 'background', paint: { 'background-color': colourOf('--map-ground') } }]
  shown.base.forEach((one, index) => {
    sources[`base ${index}`] = { type: 'raster', tiles: [one.tiles], tileSize: 256, attribution: one.attribution, maxzoom: 18 }
    layers.push({ id: `base ${index}`, type: 'raster', source: `base ${index}` })
  })
  if (shown.relief) {
    sources.relief = { type: 'raster', tiles: [`${shown.origin}/api/map/relief/{z}/{x}/{y}`], tileSize: 256, maxzoom: 13 }
    layers.push({ id: 'relief', type: 'raster', source: 'relief', paint: { 'raster-opacity': 0.75, 'raster-fade-duration': 0 } })
  }
  if (shown.visible.has(VILLAGES)) {
    sources[VILLAGES] = vector(shown, VILLAGES, false)
    layers.push(...villageLayers())
  }
  const drawn = shown.layers.filter((layer) => shown.visible.has(layer.name))
  for (const layer of drawn) sources[layer.name] = vector(shown, layer.name, layer.ledger)
  const of = (shape: MapLayer['shape']) => drawn.filter((layer) => layer.shape === shape)
  layers.push(...of('polygon').flatMap(areaLayers), ...of('line').flatMap(lineLayers))
  // Ledgers on top of what they are about.
  layers.push(...of('point').sort((a, b) => Number(a.ledger) - Number(b.ledger)).flatMap(pointLayers))
  for (const name of ['village', 'settlement', 'station'])
    if (drawn.some((layer) => layer.name === name)) layers.push(label(`${name} name`, name, name, name === 'village' ? 11 : 13, 12, colourOf('--map-ink')))
  layers.push({ ...label('township name', 'townships', undefined, 0, 14, colourOf('--map-ink')), maxzoom: 11.5 } as LayerSpecification)
  layers.push(
    { id: 'chosen ring', type: 'circle', source: 'chosen', paint: { 'circle-radius': 13, 'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': colourOf('--map-chosen'), 'circle-stroke-width': 3 } },
    { id: 'measured area', type: 'fill', source: 'measured', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colourOf('--map-chosen'), 'fill-opacity': 0.18 } },
    { id: 'measured line', type: 'line', source: 'measured', paint: { 'line-color': colourOf('--map-chosen'), 'line-width': 2.5, 'line-dasharray': [2, 1.2] } },
    { id: 'measured point', type: 'circle', source: 'measured', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 4.5, 'circle-color': colourOf('--map-plate'), 'circle-stroke-color': colourOf('--map-chosen'), 'circle-stroke-width': 2 } },
  )
  return { version: 8, sources, layers }
}

/** The layers of the style whose features can be pointed at, the topmost first. */
export function pickable(shown: Pick<Shown, 'layers' | 'visible'>): string[] {
  const drawn = shown.layers.filter((layer) => shown.visible.has(layer.name) && layer.name !== 'boundary')
  const ids = drawn.flatMap((layer) => (layer.shape === 'point' ? [`${layer.name} point`, `${layer.name} cluster`] : layer.shape === 'line' ? [`${layer.name} line`] : [`${layer.name} fill`]))
  return shown.visible.has(VILLAGES) ? [...ids, `${VILLAGES} fill`] : ids
}
