/** Where the phone is. A position that is not good enough is not taken by itself. */
export const ACCURACY_M = 50

export interface Position { lon: number; lat: number; accuracy_m: number }

/** Good enough at 50 m, not above. */
export const isGood = (position: Position): boolean => position.accuracy_m <= ACCURACY_M

/** The better of two, the newer when they are alike. */
export function better(known: Position | null, fresh: Position): Position {
  return !known || fresh.accuracy_m <= known.accuracy_m ? fresh : known
}

/** Degrees as the program reads them: 7 places are a centimetre. */
export const degrees = (value: number): string => value.toFixed(7).replace(/0+$/, '').replace(/\.$/, '')

export type Trouble = 'denied' | 'unavailable' | 'slow'

/** For whoever walks on. */
export const newest = (_: Position | null, fresh: Position): Position => fresh

/** Tells every better position, or what else `choose` makes of the known and the fresh one, until it is stopped. */
export function watchPosition(found: (position: Position) => void, failed: (why: Trouble) => void, choose = better): () => void {
  if (!navigator.geolocation) {
    failed('unavailable')
    return () => {}
  }
  let known: Position | null = null
  const id = navigator.geolocation.watchPosition(
    ({ coords }) => {
      known = choose(known, { lon: coords.longitude, lat: coords.latitude, accuracy_m: Math.ceil(coords.accuracy) })
      found(known)
    },
    (error) => failed(error.code === error.PERMISSION_DENIED ? 'denied' : error.code === error.TIMEOUT ? 'slow' : 'unavailable'),
    { enableHighAccuracy: true, timeout: 60_000, maximumAge: 10_000 },
  )
  return () => navigator.geolocation.clearWatch(id)
}
