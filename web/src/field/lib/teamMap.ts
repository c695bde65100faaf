/**
 * A team's map on a plane and on the screen. The plane is in metres to the east and to the north of the map's corner: near enough to
 * true over the tens of kilometres of a county.
 */
import { roundLength } from '@/map/scale'
import type { Path, TeamMap } from './types'

export type Point = readonly [number, number]
export interface Box { low: Point; high: Point }
export interface Size { width: number; height: number }
/** What is seen: the place in the middle, and pixels for a metre. */
export interface View { middle: Point; scale: number }

const PARTS = 1e7
// Half axis in metres and square of the eccentricity of CGCS2000's ellipsoid.
const A = 6378137
const E2 = 0.0066943800229
const RADIAN = Math.PI / 180

/** Degrees to metres of the plane and, for paths, steps to metres. */
export interface Plane { place: (at: Point) => Point; step: Point; side: number }

export function planeOf(map: TeamMap): Plane {
  const middle = (map.south + (map.side * map.step) / 2) / PARTS
  const s = Math.sin(middle * RADIAN) ** 2
  // Metres for a degree along the parallel and along the meridian there.
  const east = (RADIAN * A * Math.cos(middle * RADIAN)) / Math.sqrt(1 - E2 * s)
  const north = (RADIAN * A * (1 - E2)) / (1 - E2 * s) ** 1.5
  return {
    place: ([lon, lat]) => [(lon - map.west / PARTS) * east, (lat - map.south / PARTS) * north],
    step: [(map.step / PARTS) * east, (map.step / PARTS) * north],
    side: map.side,
  }
}

/** The places of a path on the plane. */
export function pointsOf(path: Path, { step }: Plane): Point[] {
  const points: Point[] = []
  let [x, y] = [0, 0]
  for (let at = 0; at + 1 < path.length; at += 2) {
    x += path[at]
    y += path[at + 1]
    points.push([x * step[0], y * step[1]])
  }
  return points
}

export function boxOf(points: readonly Point[]): Box | null {
  if (!points.length) return null
  const of = (choose: (...values: number[]) => number, axis: 0 | 1) => points.reduce((known, point) => choose(known, point[axis]), points[0][axis])
  return { low: [of(Math.min, 0), of(Math.min, 1)], high: [of(Math.max, 0), of(Math.max, 1)] }
}

/** SVG path data in metres, y down as on the screen. */
export function outline(points: readonly Point[], closed: boolean): string {
  return points.map(([x, y], at) => `${at ? 'L' : 'M'}${x.toFixed(1)} ${(-y).toFixed(1)}`).join('') + (closed ? 'Z' : '')
}

/** Nearest and farthest that one can look: 4 pixels for a metre, and 500 m for a pixel. */
const SCALE_MAX = 4
const SCALE_MIN = 1 / 500
const within = (scale: number): number => Math.min(SCALE_MAX, Math.max(SCALE_MIN, scale))

/** All of a box, with a margin for the marks at its border; a single place at 5 m for a pixel. */
export function fit(box: Box, size: Size, margin = 36): View {
  const [width, height] = [box.high[0] - box.low[0], box.high[1] - box.low[1]]
  const room = (pixels: number) => Math.max(1, pixels - 2 * margin)
  const scale = Math.min(width ? room(size.width) / width : Infinity, height ? room(size.height) / height : Infinity)
  return { middle: [(box.low[0] + box.high[0]) / 2, (box.low[1] + box.high[1]) / 2], scale: within(Number.isFinite(scale) ? scale : 0.2) }
}

export const toScreen = (view: View, size: Size, [x, y]: Point): Point =>
  [size.width / 2 + (x - view.middle[0]) * view.scale, size.height / 2 - (y - view.middle[1]) * view.scale]

const toPlane = (view: View, size: Size, [x, y]: Point): Point =>
  [view.middle[0] + (x - size.width / 2) / view.scale, view.middle[1] - (y - size.height / 2) / view.scale]

/** The map as if the finger had taken it along by so many pixels. */
export const moved = (view: View, by: Point): View =>
  ({ ...view, middle: [view.middle[0] - by[0] / view.scale, view.middle[1] + by[1] / view.scale] })

/** Nearer or farther; what is at this place of the screen stays there. */
export function zoomed(view: View, factor: number, at: Point, size: Size): View {
  const scale = within(view.scale * factor)
  const [x, y] = toPlane(view, size, at)
  return { scale, middle: [x - (at[0] - size.width / 2) / scale, y + (at[1] - size.height / 2) / scale] }
}

/** Two fingers that went from one pair of places to another. */
export function pinched(view: View, from: readonly [Point, Point], to: readonly [Point, Point], size: Size): View {
  const middle = ([a, b]: readonly [Point, Point]): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
  const apart = ([a, b]: readonly [Point, Point]) => Math.max(1, Math.hypot(a[0] - b[0], a[1] - b[1]))
  const [before, after] = [middle(from), middle(to)]
  return zoomed(moved(view, [after[0] - before[0], after[1] - before[1]]), apart(to) / apart(from), after, size)
}

/** A round length that is at most so many pixels long, and how many it is. */
export function scaleBar(view: View, most = 110): { metres: number; pixels: number } {
  const metres = roundLength(most / view.scale)
  return { metres, pixels: metres * view.scale }
}

export interface Way { metres: number; /** 0 north, 1 north-east … 7 north-west */ wind: number }

/** As the crow flies. */
export function wayTo(from: Point, to: Point): Way {
  const [east, north] = [to[0] - from[0], to[1] - from[1]]
  const turns = Math.atan2(east, north) / (2 * Math.PI)
  return { metres: Math.round(Math.hypot(east, north)), wind: (Math.round(turns * 8) + 8) % 8 }
}
