import { describe, expect, it } from 'vitest'
import { distanceMetres } from '@/map/geodesy'
import { fit, moved, outline, pinched, planeOf, pointsOf, scaleBar, toScreen, wayTo, zoomed, type Point, type View } from './teamMap'

const map = { west: 1_094_000_000, south: 285_000_000, step: 100, side: 4000, areas: [], lines: [] }
const plane = planeOf(map)
const size = { width: 360, height: 400 }
const near = (found: Point, wanted: Point, by = 1e-6) => found.forEach((value, axis) => expect(Math.abs(value - wanted[axis])).toBeLessThan(by))
const view: View = { middle: [1000, 2000], scale: 0.1 }

describe('a team’s map on a phone', () => {
  it('lies on a plane whose metres are those of the ellipsoid', () => {
    for (const to of [[109.44, 28.5], [109.4, 28.54], [109.43, 28.53]] as const) {
      const [x, y] = plane.place(to)
      const true_m = distanceMetres([109.4, 28.5], to)
      expect(Math.abs(Math.hypot(x, y) - true_m) / true_m).toBeLessThan(3e-4)
    }
  })
  it('has paths that go on from each place by whole steps, and places in degrees where they lie', () => {
    const points = pointsOf([10, 20, 5, -20, -15, 0], plane)
    expect(points.length).toBe(3)
    near(points[1], plane.place([109.4 + 15 * 1e-5, 28.5]), 1e-3)
    near(points[2], plane.place([109.4, 28.5]), 1e-3)
  })
  it('shows all of what it is to show, north up', () => {
    const seen = fit({ low: [0, 0], high: [3000, 1000] }, size)
    for (const corner of [[0, 0], [3000, 1000]] as Point[]) {
      const [x, y] = toScreen(seen, size, corner)
      expect(x >= 35.9 && x <= size.width - 35.9 && y >= 35.9 && y <= size.height - 35.9).toBe(true)
    }
    expect(toScreen(seen, size, [0, 1000])[1]).toBeLessThan(toScreen(seen, size, [0, 0])[1])
  })
  it('one place alone is shown too', () => {
    const { scale } = fit({ low: [5, 5], high: [5, 5] }, size)
    expect(scale).toBeGreaterThan(0)
    expect(Number.isFinite(scale)).toBe(true)
  })
  it('goes along with the finger', () => {
    const before = toScreen(view, size, [1200, 1900])
    near(toScreen(moved(view, [30, -12]), size, [1200, 1900]), [before[0] + 30, before[1] - 12])
  })
  it('what is under the finger stays there while it grows', () => {
    const place: Point = [1200, 1900]
    const at = toScreen(view, size, place)
    const seen = zoomed(view, 3, at, size)
    near(toScreen(seen, size, place), at)
    expect(seen.scale).toBeCloseTo(0.3)
  })
  it('two fingers keep the two places that they took hold of', () => {
    const places: [Point, Point] = [[900, 2100], [1300, 1700]]
    const from = places.map((place) => toScreen(view, size, place)) as [Point, Point]
    const to: [Point, Point] = [[from[0][0] - 40, from[0][1] - 40], [from[1][0] + 20, from[1][1] + 20]]
    const seen = pinched(view, from, to, size)
    places.forEach((place, at) => near(toScreen(seen, size, place), to[at]))
  })
  it('cannot be made so small or so large that nothing is seen', () => {
    let seen = view
    for (let times = 0; times < 60; times += 1) seen = zoomed(seen, 0.5, [0, 0], size)
    expect(seen.scale).toBe(1 / 500)
    for (let times = 0; times < 60; times += 1) seen = zoomed(seen, 2, [0, 0], size)
    expect(seen.scale).toBe(4)
  })
  it('has a scale bar of a round length that is as long as it says', () => {
    for (const scale of [4, 1, 0.37, 0.05, 0.002]) {
      const { metres, pixels } = scaleBar({ middle: [0, 0], scale })
      expect(pixels).toBeCloseTo(metres * scale)
      expect(pixels > 110 / 2.6 && pixels <= 110).toBe(true)
      expect(['1', '2', '5']).toContain(String(metres)[0])
    }
  })
  it('tells how far and which way it is', () => {
    const winds = [[0, 1], [1, 1], [1, 0], [1, -1], [0, -1], [-1, -1], [-1, 0], [-1, 1]] as Point[]
    expect(winds.map((to) => wayTo([0, 0], to).wind)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(wayTo([0, 0], [300, 400]).metres).toBe(500)
    expect(wayTo([0, 0], [-0.3, 1]).wind).toBe(0)
  })
  it('draws north at the top', () => {
    expect(outline([[0, 0], [10, 20]], true)).toBe('M0.0 0.0L10.0 -20.0Z')
  })
})
