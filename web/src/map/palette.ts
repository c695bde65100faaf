import type { MapLayer } from './types'

/** A mark on the map: a colour of the theme and a shape, so that it is told apart without colour. */
export interface Mark {
  /** Name of a variable in styles/map.css. */
  colour: string
  shape: Shape
}
export type Shape = 'circle' | 'square' | 'triangle' | 'diamond' | 'ring' | 'cross'

export const LIGHTS = ['red', 'yellow', 'blue', 'green', 'grey'] as const
export type LightName = (typeof LIGHTS)[number]
export const LIGHT_MARKS: Record<LightName, Mark> = {
  red: { colour: '--map-red', shape: 'square' },
  yellow: { colour: '--map-yellow', shape: 'triangle' },
  blue: { colour: '--map-blue', shape: 'diamond' },
  green: { colour: '--map-green', shape: 'circle' },
  grey: { colour: '--map-grey', shape: 'ring' },
}
const FACT_MARKS: Record<string, Mark> = {
  yes: { colour: '--map-green', shape: 'circle' },
  no: { colour: '--map-red', shape: 'square' },
}
const SERIES: Mark[] = [
  { colour: '--map-series-1', shape: 'circle' },
  { colour: '--map-series-2', shape: 'triangle' },
  { colour: '--map-series-3', shape: 'diamond' },
  { colour: '--map-series-4', shape: 'square' },
  { colour: '--map-series-5', shape: 'cross' },
  { colour: '--map-series-6', shape: 'ring' },
]
/** Layers of one colour, each its own. */
const PLAIN: Record<string, Mark> = {
  boundary: { colour: '--map-line', shape: 'square' },
  village: { colour: '--map-ink', shape: 'ring' },
  power_line: { colour: '--map-power', shape: 'square' },
  transformer_area: { colour: '--map-power', shape: 'diamond' },
  pond: { colour: '--map-water', shape: 'square' },
  building: { colour: '--map-building', shape: 'square' },
  resettlement_site: { colour: '--map-series-4', shape: 'triangle' },
  evidence_item: { colour: '--map-series-5', shape: 'cross' },
}
export const UNKNOWN: Mark = { colour: '--map-grey', shape: 'ring' }

export function plainMark(layer: Pick<MapLayer, 'name'>): Mark {
  return PLAIN[layer.name] ?? SERIES[0]
}

/** The mark of a value of the field that a layer is coloured by. */
export function markOf(layer: Pick<MapLayer, 'name' | 'colour_by' | 'values'>, value: string): Mark {
  if (layer.colour_by === 'light') return LIGHT_MARKS[value as LightName] ?? UNKNOWN
  const index = layer.values.findIndex((one) => one.value === value)
  if (index < 0) return UNKNOWN
  const isFact = layer.values.length === 2 && layer.values[0].value === 'yes'
  return isFact ? FACT_MARKS[value] : SERIES[index % SERIES.length]
}

/** The path of a shape in a square of 12 units. */
export const SHAPE_PATHS: Record<Shape, string> = {
  circle: 'M6 1a5 5 0 1 1 0 10a5 5 0 1 1 0-10z',
  square: 'M1.5 1.5h9v9h-9z',
  triangle: 'M6 .8 11.6 11H.4z',
  diamond: 'M6 .2 11.8 6 6 11.8.2 6z',
  ring: 'M6 1a5 5 0 1 1 0 10a5 5 0 1 1 0-10zM6 3.4a2.6 2.6 0 1 0 0 5.2a2.6 2.6 0 1 0 0-5.2z',
  cross: 'M4.3.8h3.4v3.5h3.5v3.4H7.7v3.5H4.3V7.7H.8V4.3h3.5z',
}

export function colourOf(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim() || '#888888'
}

/** What `work` reads of the colours is that of the light theme: paper is white. Nothing is painted in between. */
export function onPaper<T>(work: () => T): T {
  const { dataset } = document.documentElement
  const { theme } = dataset
  dataset.theme = 'light'
  try {
    return work()
  } finally {
    dataset.theme = theme
  }
}
