const DAY_MS = 86_400_000
const LAST = /^(\d{1,4})d$/
const BETWEEN = /^(\d{4}-\d{2}-\d{2})?\.\.(\d{4}-\d{2}-\d{2})?$/

/** Two moments in ISO 8601; either may be missing. */
export interface Bounds {
  after?: string
  before?: string
}

/** The spans that one click gives, in days. */
export const PRESETS = ['1d', '7d', '30d', '90d', '365d'] as const

/**
 * What a span of the address means: "7d" the last seven days, "2026-01-01..2026-01-31" the days from the first to the
 * last, in the reader's zone, either of them left out for "since" and "until". Anything else: no bounds.
 */
export function boundsOf(span: string, now: number): Bounds {
  const days = LAST.exec(span)?.[1]
  if (days !== undefined) return { after: new Date(now - Number(days) * DAY_MS).toISOString() }
  const [, first, last] = BETWEEN.exec(span) ?? []
  return { ...bound('after', first, 0), ...bound('before', last, 1) }
}

export function daysOf(span: string): { first: string; last: string } {
  const [, first = '', last = ''] = BETWEEN.exec(span) ?? []
  return { first, last }
}

/** The span of two days as a date field gives them; empty where both are. */
export function spanOf(first: string, last: string): string {
  return first || last ? `${first}..${last}` : ''
}

function bound(name: keyof Bounds, day: string | undefined, later: number): Bounds {
  if (day === undefined) return {}
  const moment = new Date(`${day}T00:00:00`)
  moment.setDate(moment.getDate() + later)
  return Number.isNaN(moment.getTime()) ? {} : { [name]: moment.toISOString() }
}
