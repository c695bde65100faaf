import type { Map as MapLibre } from 'maplibre-gl'
import { colourOf, LIGHT_MARKS, markOf, SHAPE_PATHS, type Mark } from './palette'
import { markImage } from './style'
import type { MapLayer } from './types'

const RATIO = 2
const SIDE = 20

function canvas(side: number): CanvasRenderingContext2D {
  const element = document.createElement('canvas')
  element.width = element.height = side * RATIO
  const context = element.getContext('2d') as CanvasRenderingContext2D
  context.scale(RATIO, RATIO)
  return context
}

function put(map: MapLibre, name: string, context: CanvasRenderingContext2D): void {
  const { width } = context.canvas
  const image = context.getImageData(0, 0, width, width)
  if (map.hasImage(name)) map.updateImage(name, image)
  else map.addImage(name, image, { pixelRatio: RATIO })
}

function drawMark(mark: Mark): CanvasRenderingContext2D {
  const context = canvas(SIDE)
  context.translate((SIDE - 15) / 2, (SIDE - 15) / 2)
  context.scale(15 / 12, 15 / 12)
  const path = new Path2D(SHAPE_PATHS[mark.shape])
  context.lineWidth = 2.2
  context.lineJoin = 'round'
  context.strokeStyle = colourOf('--map-plate')
  context.stroke(path)
  context.fillStyle = colourOf(mark.colour)
  context.fill(path, 'evenodd')
  return context
}

function drawHatch(light: 'red' | 'yellow'): CanvasRenderingContext2D {
  const side = 8
  const context = canvas(side)
  context.strokeStyle = colourOf(LIGHT_MARKS[light].colour)
  context.lineWidth = 1.3
  context.beginPath()
  if (light === 'red') {
    for (const offset of [-side, 0, side]) {
      context.moveTo(offset - 1, side + 1)
      context.lineTo(offset + side + 1, -1)
    }
  } else {
    context.moveTo(0, side / 2)
    context.lineTo(side, side / 2)
  }
  context.stroke()
  return context
}

/** Draws the marks and hatches of the theme into the map; again after the theme has changed. */
export function putImages(map: MapLibre, layers: readonly MapLayer[]): void {
  const marks = [...Object.values(LIGHT_MARKS), ...layers.flatMap((layer) => layer.values.map(({ value }) => markOf(layer, value)))]
  for (const mark of marks) put(map, markImage(mark), drawMark(mark))
  for (const light of ['red', 'yellow'] as const) put(map, `hatch ${light}`, drawHatch(light))
  put(map, markImage({ colour: '--map-grey', shape: 'ring' }), drawMark({ colour: '--map-grey', shape: 'ring' }))
}
