/** Paper and scale. A CSS pixel is 1/96 inch on paper; MapLibre's world is 512 × 2^zoom pixels around. */
export const MILLIMETRES_PER_PIXEL = 25.4 / 96
const AROUND_METRES = 2 * Math.PI * 6378137

/** Metres on the ground for one CSS pixel of the map at a latitude. */
export function metresPerPixel(zoom: number, latitude: number): number {
  return (Math.cos((latitude * Math.PI) / 180) * AROUND_METRES) / (512 * 2 ** zoom)
}

/** The zoom at which a map whose pixels are `MILLIMETRES_PER_PIXEL` wide is 1 : `scale` at a latitude. */
export function zoomForScale(scale: number, latitude: number): number {
  return Math.log2((Math.cos((latitude * Math.PI) / 180) * AROUND_METRES * 1000) / (512 * scale * MILLIMETRES_PER_PIXEL))
}

export function scaleAt(zoom: number, latitude: number): number {
  return (metresPerPixel(zoom, latitude) * 1000) / MILLIMETRES_PER_PIXEL
}

/** 1, 2 or 5 times a power of ten metres that is at most `most`. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most))
  return power * ([5, 2, 1].find((step) => step * power <= most) ?? 1)
}

export const SCALES = [5000, 10000, 25000, 50000, 100000, 200000, 500000] as const

export interface Paper {
  name: 'a4' | 'a3'
  /** Landscape, in millimetres. */
  width: number
  height: number
}
export const PAPERS: Record<Paper['name'], Paper> = { a4: { name: 'a4', width: 297, height: 210 }, a3: { name: 'a3', width: 420, height: 297 } }
/** What margins, title and legend take, in millimetres. */
export const SHEET = { margin: 10, head: 14, legend: 52, foot: 8 } as const

/** The map on a sheet, in CSS pixels (whole ones). */
export function mapSize(paper: Paper): { width: number; height: number } {
  const pixels = (millimetres: number) => Math.round(millimetres / MILLIMETRES_PER_PIXEL)
  return {
    width: pixels(paper.width - 2 * SHEET.margin - SHEET.legend - 4),
    height: pixels(paper.height - 2 * SHEET.margin - SHEET.head - SHEET.foot - 4),
  }
}
