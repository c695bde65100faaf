import { describe, expect, it } from 'vitest'
import { areaSquareMetres, distanceMetres, lengthMetres, muOf, type LonLat } from './geodesy'
import { markOf, LIGHT_MARKS, LIGHTS } from './palette'
import { mapSize, metresPerPixel, MILLIMETRES_PER_PIXEL, PAPERS, roundLength, scaleAt, SCALES, zoomForScale } from './scale'
import { tileAddress } from './style'

const sexagesimal = (degrees: number, minutes: number, seconds: number) => Math.sign(degrees) * (Math.abs(degrees) + minutes / 60 + seconds / 3600)

describe('lengths and areas on the ellipsoid', () => {
  it('X_15_a published line has its published length to a millimetre', () => {
    // Flinders Peak to Buninyong on GRS80 (Geocentric Datum of Australia technical manual): 54,972.271 m.
    const peak: LonLat = [sexagesimal(144, 25, 29.5244), sexagesimal(-37, 57, 3.7203)]
    const town: LonLat = [sexagesimal(143, 55, 35.3839), sexagesimal(-37, 39, 10.1561)]
    expect(distanceMetres(peak, town)).toBeCloseTo(54972.271, 2)
    expect(distanceMetres(town, peak)).toBeCloseTo(distanceMetres(peak, town), 6)
  })
  it('a quarter of the meridian is as long as it is known to be', () => {
    expect(distanceMetres([0, 0], [0, 90])).toBeCloseTo(10001965.729, 2)
    expect(distanceMetres([0, 0], [1, 0])).toBeCloseTo((6378137 * Math.PI) / 180, 4)
  })
  it('the same place is no way apart, and opposite places half around', () => {
    expect(distanceMetres([109, 28], [109, 28])).toBe(0)
    expect(distanceMetres([0, 0], [180, 0]) / 2.00039e7).toBeCloseTo(1, 2)
  })
  it('the whole earth has its known area', () => {
    const half: LonLat[] = [[0, -90], [180, -90], [180, 90], [0, 90]]
    expect((2 * areaSquareMetres(half)) / 510065621724089).toBeCloseTo(1, 9)
  })
  it('an area is that of its parts, whichever way it is walked', () => {
    const ring: LonLat[] = [[109.1, 28.2], [109.4, 28.2], [109.4, 28.5], [109.1, 28.5]]
    const left: LonLat[] = [[109.1, 28.2], [109.2, 28.2], [109.2, 28.5], [109.1, 28.5]]
    const right: LonLat[] = [[109.2, 28.2], [109.4, 28.2], [109.4, 28.5], [109.2, 28.5]]
    expect(areaSquareMetres(left) + areaSquareMetres(right)).toBeCloseTo(areaSquareMetres(ring), 3)
    expect(areaSquareMetres([...ring].reverse())).toBeCloseTo(areaSquareMetres(ring), 3)
  })
  it('a small square is its sides multiplied, and a hectare is 15 mu', () => {
    const step = 0.001
    const ring: LonLat[] = [[109, 28], [109 + step, 28], [109 + step, 28 + step], [109, 28 + step]]
    const sides = distanceMetres(ring[0], ring[1]) * distanceMetres(ring[1], ring[2])
    expect(areaSquareMetres(ring) / sides).toBeCloseTo(1, 4)
    expect(lengthMetres(ring)).toBeGreaterThan(300)
    expect(muOf(10000)).toBe(15)
  })
})

describe('a sheet to scale', () => {
  it('C_58_a centimetre on paper is the scale’s distance on the ground', () => {
    for (const scale of SCALES) {
      const zoom = zoomForScale(scale, 28.57)
      const metresPerCentimetre = (metresPerPixel(zoom, 28.57) / MILLIMETRES_PER_PIXEL) * 10
      expect(metresPerCentimetre).toBeCloseTo(scale / 100, 6)
      expect(scaleAt(zoom, 28.57)).toBeCloseTo(scale, 4)
    }
  })
  it('the map fits into the sheet', () => {
    for (const paper of Object.values(PAPERS)) {
      const { width, height } = mapSize(paper)
      expect(width * MILLIMETRES_PER_PIXEL).toBeLessThan(paper.width - 70)
      expect(height * MILLIMETRES_PER_PIXEL).toBeLessThan(paper.height - 40)
    }
  })
  it('a scale bar is 1, 2 or 5 times a power of ten', () => {
    expect([0.9, 1, 1.9, 2, 4.99, 5, 9.9, 10, 460].map(roundLength)).toEqual([0.5, 1, 1, 2, 2, 5, 5, 10, 200])
  })
})

describe('marks and tiles', () => {
  it('no two lights have one shape or one colour', () => {
    expect(new Set(LIGHTS.map((light) => LIGHT_MARKS[light].shape)).size).toBe(5)
    expect(new Set(LIGHTS.map((light) => LIGHT_MARKS[light].colour)).size).toBe(5)
    const layer = { name: 'station', colour_by: 'operator', values: ['a', 'b', 'c', 'd'].map((value) => ({ value, label: { zh: value, en: value } })) }
    expect(new Set(layer.values.map(({ value }) => markOf(layer, value).shape)).size).toBe(4)
  })
  it('a filter is asked of the server, the light of ledgers only', () => {
    const filter = { region: '433124100000', programme: '', light: 'red', asOf: '2019-07-01', kinds: { hazard: { field: 'category', value: 'tree' } } }
    expect(tileAddress('http://h', 'hazard', true, filter)).toBe('http://h/api/tiles/hazard/{z}/{x}/{y}?region=433124100000&as_of=2019-07-01&light=red&field=category&value=tree')
    expect(tileAddress('http://h', 'household', false, filter)).toBe('http://h/api/tiles/household/{z}/{x}/{y}?region=433124100000&as_of=2019-07-01')
  })
})
