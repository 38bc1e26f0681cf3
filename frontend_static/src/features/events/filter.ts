import { choicesIn, typesOf } from '@/features/events/choices'
import type { FeedEvent } from '@/features/events/feed'

export const TIMES = ['today', 'day', 'week', 'custom'] as const
export type Time = (typeof TIMES)[number]

/** A filter as it is in the address; empty texts let everything through. */
export interface Filter {
  /** Choices, separated by commas. */
  type: string
  user: string
  channel: string
  time: Time | ''
  /** Of a custom time: "2026-03-01T09:00Z", or nothing. */
  since: string
  until: string
}

/** A filter as the server takes it: times in milliseconds since 1970. */
export interface Wanted {
  type?: string
  user_id?: string
  channel_id?: string
  since?: number
  until?: number
}

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const SNOWFLAKE = /^\d{1,20}$/

/** What to ask for; null where nothing is filtered. Days are the viewer's own. */
export function wantedOf(filter: Filter, now: number): Wanted | null {
  const types = typesOf(choicesIn(filter.type))
  const wanted = {
    ...(types.length > 0 && { type: types.join(',') }),
    ...(SNOWFLAKE.test(filter.user) && { user_id: filter.user }),
    ...(SNOWFLAKE.test(filter.channel) && { channel_id: filter.channel }),
    ...spanOf(filter, now),
  }
  return Object.keys(wanted).length > 0 ? wanted : null
}

/** Whether the server would send an event for this filter: what comes live is held to the same. */
export function isWanted({ type, user_id: user, channel_id: channel, timestamp }: FeedEvent, wanted: Wanted): boolean {
  return (
    (wanted.type === undefined || wanted.type.split(',').includes(type)) &&
    (wanted.user_id === undefined || user === wanted.user_id) &&
    (wanted.channel_id === undefined || channel === wanted.channel_id) &&
    timestamp >= (wanted.since ?? 0) &&
    timestamp <= (wanted.until ?? Number.MAX_SAFE_INTEGER)
  )
}

/** Relative times begin at a full minute, so that the same filter asks for the same page. */
function spanOf({ time, since, until }: Filter, now: number): Pick<Wanted, 'since' | 'until'> {
  const minute = now - (now % MINUTE_MS)
  if (time === 'today') return { since: new Date(now).setHours(0, 0, 0, 0) }
  if (time === 'day') return { since: minute - DAY_MS }
  if (time === 'week') return { since: minute - 7 * DAY_MS }
  if (time !== 'custom') return {}
  const [from, to] = [Date.parse(since), Date.parse(until)]
  return { ...(from >= 0 && { since: from }), ...(to >= 0 && { until: to + MINUTE_MS - 1 }) } // to the end of its minute
}

/** A moment of the address as a field of the page wants it, in the viewer's zone; and back. */
export function localOf(moment: string): string {
  const at = Date.parse(moment)
  if (Number.isNaN(at)) return ''
  return new Date(at - new Date(at).getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16)
}

export function addressOf(local: string): string {
  const at = Date.parse(local)
  return Number.isNaN(at) ? '' : `${new Date(at).toISOString().slice(0, 16)}Z`
}
