import type { Activity } from './entries'
import { addDays, daysBetween } from './text'

/** A bar of a plan: days are inclusive. */
export interface Bar {
  activity: Activity
  begin: string
  end: string
  row: number
}
export interface Window { begin: string; end: string }

/** When an activity is planned: its own begin or the day it was opened, else its earliest start; until its deadline, else its earliest finish. */
export function barOf(activity: Activity, row: number): Bar {
  const begin = activity.planned_start ?? activity.opened_on ?? activity.earliest_start
  const wanted = activity.closed_on ?? activity.due_on ?? activity.earliest_finish
  return { activity, begin, end: wanted < begin ? begin : wanted, row }
}

/** Predecessors before those that wait for them, otherwise by begin; a cycle keeps its order. */
export function inOrder(activities: readonly Activity[]): Activity[] {
  const byNumber = new Map(activities.map((one) => [one.number, one]))
  const sorted = [...activities].sort((a, b) => barOf(a, 0).begin.localeCompare(barOf(b, 0).begin) || a.number.localeCompare(b.number))
  const done = new Set<string>()
  const result: Activity[] = []
  const visit = (one: Activity, path: ReadonlySet<string>): void => {
    if (done.has(one.number) || path.has(one.number)) return
    const deeper = new Set(path).add(one.number)
    for (const name of one.after) {
      const before = byNumber.get(name)
      if (before) visit(before, deeper)
    }
    done.add(one.number)
    result.push(one)
  }
  for (const one of sorted) visit(one, new Set())
  return result
}

/** The days a plan is drawn over: all bars and baselines, with a week on either side. */
export function windowOf(bars: readonly Bar[], today: string): Window {
  const days = bars.flatMap((bar) => [bar.begin, bar.end, bar.activity.baseline?.due ?? bar.end, bar.activity.latest_finish]).concat(today).sort()
  return { begin: addDays(days[0], -7), end: addDays(days[days.length - 1], 7) }
}

/** Months that begin within a window, with where they begin in days. */
export function monthsOf(window: Window): { label: string; at: number; days: number }[] {
  const months: { label: string; at: number; days: number }[] = []
  for (let day = window.begin; day <= window.end;) {
    const [year, month] = day.split('-').map(Number)
    const next = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10)
    const end = next <= window.end ? next : addDays(window.end, 1)
    months.push({ label: day.slice(0, 7), at: daysBetween(window.begin, day), days: daysBetween(day, end) })
    day = next
  }
  return months
}
