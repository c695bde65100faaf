import { formatShort, multiply, parseRational } from './rational'

/** 51200 -> `51,200`. */
export function formatInteger(value: number | bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** A target as the notice states it: `7/10` of a percent indicator -> `70%`; a count as it is. */
export function formatTarget(exact: string | null, unit: 'percent' | 'count'): string {
  const value = parseRational(exact)
  if (!value) return ''
  return unit === 'percent' ? `${formatShort(multiply(value, 100), 4)}%` : formatShort(value, 4)
}

/** `95.00` of a percent indicator -> `95.00%`; an empty display stays empty (not applicable). */
export function formatValue(display: string, unit: 'percent' | 'count'): string {
  if (!display) return ''
  return unit === 'percent' ? `${display}%` : display
}

/** First characters of a hash or root, enough to read out over the telephone. */
export function shortHash(text: string, length = 8): string {
  return text.length <= length ? text : text.slice(0, length)
}

/** Bytes for people: 1536 -> `1.5 KB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** Seconds since 1970 as a minute in China. */
export function formatSeconds(seconds: number): string {
  return formatTime(new Date((seconds + 8 * 3600) * 1000).toISOString())
}

/** `2019-06-25T08:30:00+08:00` -> `2019-06-25 08:30`, as written, without shifting the zone. */
export function formatTime(iso: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})/.exec(iso)
  return match ? `${match[1]} ${match[2]}` : iso
}
