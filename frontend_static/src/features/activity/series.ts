import type { HourActivity } from '@/features/activity/data'

/** What a chart can show, in the order of its buttons. */
export const METRICS = ['messages', 'active_members', 'joins', 'leaves', 'moderation_actions'] as const
export type Metric = (typeof METRICS)[number]

const HOURS_A_BAR = { 24: 1, 168: 6 } as const

export interface Bar {
  /** When it begins, in ms since 1970. */
  from: number
  until: number
  value: number
}

/** One bar an hour for a day, one for six hours for a week. People of several hours are those of the liveliest. */
export function barsOf(hours: readonly HourActivity[], metric: Metric): Bar[] {
  const width = hours.length > 24 ? HOURS_A_BAR[168] : HOURS_A_BAR[24]
  const bars: Bar[] = []
  for (let first = 0; first < hours.length; first += width) {
    const part = hours.slice(first, first + width)
    const values = part.map((hour) => hour[metric])
    const [start] = part
    const from = Date.parse(start?.hour ?? '')
    bars.push({ from, until: from + part.length * 3_600_000, value: together(values, metric) })
  }
  return bars
}

/** A metric over all hours: a sum, or for members, of whom nobody knows who is the same, the most in one hour. */
export function together(values: readonly number[], metric: Metric): number {
  return metric === 'active_members' ? Math.max(...values, 0) : values.reduce((sum, value) => sum + value, 0)
}
