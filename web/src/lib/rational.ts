/** An exact fraction in lowest terms with a positive denominator: points are never compared rounded. */
export interface Rational {
  readonly n: bigint
  readonly d: bigint
}

function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a
  let y = b < 0n ? -b : b
  while (y) [x, y] = [y, x % y]
  return x
}

export function rational(n: bigint | number, d: bigint | number = 1n): Rational {
  let top = BigInt(n)
  let bottom = BigInt(d)
  if (bottom === 0n) throw new RangeError('denominator is 0')
  if (bottom < 0n) [top, bottom] = [-top, -bottom]
  const common = gcd(top, bottom)
  return common > 1n ? { n: top / common, d: bottom / common } : { n: top, d: bottom }
}

export const ZERO = rational(0)

/** Reads `2357/28`, `-3`, `0.7` without rounding; null for any other spelling. */
export function parseRational(text: string | null | undefined): Rational | null {
  if (text == null) return null
  const match = /^\s*(-?)(\d+)(?:\.(\d+)|\/(\d+))?\s*$/.exec(text)
  if (!match) return null
  const [, sign, whole, decimals, denominator] = match
  const n = BigInt(whole + (decimals ?? ''))
  const d = denominator ? BigInt(denominator) : 10n ** BigInt(decimals?.length ?? 0)
  return d === 0n ? null : rational(sign ? -n : n, d)
}

export function add(a: Rational, b: Rational): Rational {
  return rational(a.n * b.d + b.n * a.d, a.d * b.d)
}

export function divide(a: Rational, by: bigint | number): Rational {
  return rational(a.n, a.d * BigInt(by))
}

export function multiply(a: Rational, by: bigint | number): Rational {
  return rational(a.n * BigInt(by), a.d)
}

/** Negative, 0 or positive as a is less than, equal to or greater than b. */
export function compare(a: Rational, b: Rational): number {
  const left = a.n * b.d
  const right = b.n * a.d
  return left < right ? -1 : left > right ? 1 : 0
}

export function sum(values: Iterable<Rational>): Rational {
  let total = ZERO
  for (const value of values) total = add(total, value)
  return total
}

/** For bars and colours only, where a rounded value does no harm. */
export function toNumber(value: Rational): number {
  const scaled = (value.n * 1_000_000n) / value.d
  return Number(scaled) / 1_000_000
}

/** Exactly `decimals` places, half rounded away from zero: 2357/28 -> `84.18`. */
export function formatFixed(value: Rational, decimals: number): string {
  const negative = value.n < 0n
  const scaled = (negative ? -value.n : value.n) * 10n ** BigInt(decimals)
  const rounded = (scaled * 2n + value.d) / (value.d * 2n)
  const digits = rounded.toString().padStart(decimals + 1, '0')
  const cut = digits.length - decimals
  const text = decimals ? `${digits.slice(0, cut)}.${digits.slice(cut)}` : digits
  return negative && rounded !== 0n ? `-${text}` : text
}

/** Up to `decimals` places without trailing zeros: 20 -> `20`, 195/14 -> `13.93`. */
export function formatShort(value: Rational, decimals = 2): string {
  const text = formatFixed(value, decimals)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
