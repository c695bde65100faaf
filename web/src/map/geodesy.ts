/** Lengths and areas on the ellipsoid of CGCS2000 (a = 6378137 m, 1/f = 298.257222101). Positions are [longitude, latitude] in degrees. */
export type LonLat = readonly [number, number]

const A = 6378137
const F = 1 / 298.257222101
const B = A * (1 - F)
const E2 = F * (2 - F)
const E = Math.sqrt(E2)
const RAD = Math.PI / 180

/**
 * Metres between two positions along the geodesic (Vincenty 1975, inverse formula; a millimetre). Positions nearly opposite each other on the
 * globe, where that formula has no answer, get the length of the great circle on the mean sphere.
 */
export function distanceMetres(from: LonLat, to: LonLat): number {
  const l = (to[0] - from[0]) * RAD
  const u1 = Math.atan((1 - F) * Math.tan(from[1] * RAD))
  const u2 = Math.atan((1 - F) * Math.tan(to[1] * RAD))
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)]
  let lambda = l
  for (let round = 0; round < 100; round += 1) {
    const sl = Math.sin(lambda)
    const cl = Math.cos(lambda)
    const sinSigma = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl)
    if (sinSigma === 0) return 0
    const cosSigma = s1 * s2 + c1 * c2 * cl
    const sigma = Math.atan2(sinSigma, cosSigma)
    const sinAlpha = (c1 * c2 * sl) / sinSigma
    const cos2Alpha = 1 - sinAlpha * sinAlpha
    const cosMiddle = cos2Alpha === 0 ? 0 : cosSigma - (2 * s1 * s2) / cos2Alpha
    const c = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha))
    const next = l + (1 - c) * F * sinAlpha * (sigma + c * sinSigma * (cosMiddle + c * cosSigma * (2 * cosMiddle * cosMiddle - 1)))
    if (Math.abs(next - lambda) > 1e-12) {
      lambda = next
      continue
    }
    const u = (cos2Alpha * (A * A - B * B)) / (B * B)
    const a = 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)))
    const b = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)))
    const turn = cosMiddle + (b / 4) * (cosSigma * (2 * cosMiddle * cosMiddle - 1)) - (b / 6) * cosMiddle * (4 * sinSigma * sinSigma - 3) * (4 * cosMiddle * cosMiddle - 3) * (b / 4)
    const correction = b * sinSigma * turn
    return B * a * (sigma - correction)
  }
  const cosine = Math.sin(from[1] * RAD) * Math.sin(to[1] * RAD) + Math.cos(from[1] * RAD) * Math.cos(to[1] * RAD) * Math.cos(l)
  return 6371008.8 * Math.acos(Math.max(-1, Math.min(1, cosine)))
}

export function lengthMetres(line: readonly LonLat[]): number {
  return line.slice(1).reduce((sum, point, index) => sum + distanceMetres(line[index], point), 0)
}

/** Twice the area between the equator and a latitude for a radian of longitude, in units of the square of the polar axis (Snyder 1987, eq. 3-12). */
function authalic(latitude: number): number {
  const s = Math.sin(latitude * RAD)
  return s / (1 - E2 * s * s) + Math.log((1 + E * s) / (1 - E * s)) / (2 * E)
}

/**
 * Square metres within a ring. Exact for edges along meridians and parallels; an edge of 10 km that runs aslant adds less than a millionth.
 */
export function areaSquareMetres(ring: readonly LonLat[]): number {
  let sum = 0
  for (let index = 0; index < ring.length; index += 1) {
    const from = ring[index]
    const to = ring[(index + 1) % ring.length]
    sum += (to[0] - from[0]) * RAD * (authalic(from[1]) + authalic(to[1]))
  }
  return (Math.abs(sum) * B * B) / 4
}

/** 312 m, 4.25 km. */
export function lengthText(metres: number): string {
  return metres < 1000 ? `${metres.toFixed(metres < 10 ? 1 : 0)} m` : `${(metres / 1000).toFixed(metres < 1e5 ? 2 : 0)} km`
}

/** Square metres and, as land is reckoned here, mu (1 亩 = 2000/3 m²), or square kilometres. */
export function areaText(squareMetres: number): string {
  if (squareMetres >= 1e6) return `${(squareMetres / 1e6).toFixed(2)} km²`
  return `${squareMetres.toFixed(0)} m²`
}
export const muOf = (squareMetres: number): number => (squareMetres * 3) / 2000
