import { dayOf } from '@/core/format'
import { grouped } from '@/core/groups'
import type { Action } from '@/features/audit/data'
import type { Case } from '@/features/cases/data'
import type { FeedEvent } from '@/features/events/feed'

/** Something that was done to somebody, or happened to them; `at` in milliseconds since 1970. */
export type Happening = { key: string; at: number } & ({ case: Case } | { action: Action } | { event: FeedEvent })

/**
 * Everything about somebody, the newest first, by the reader's day. What stands in a case is not said again as the
 * action that it was done by, nor as Discord's entry of it.
 */
export function timelineOf(cases: readonly Case[], actions: readonly Action[], events: readonly FeedEvent[]): Map<string, Happening[]> {
  const told = new Set(cases.flatMap(({ action_id, audit_entry_id }) => [action_id, audit_entry_id && `audit_log_entry:${audit_entry_id}`]))
  const all: Happening[] = [
    ...cases.map((each) => ({ key: `case:${each.number}`, at: Date.parse(each.at), case: each })),
    ...actions.filter(({ id }) => !told.has(id)).map((action) => ({ key: action.id, at: Date.parse(action.at), action })),
    ...events.filter(({ id }) => !told.has(id)).map((event) => ({ key: event.id, at: event.timestamp, event })),
  ]
  return grouped(all.toSorted((one, other) => other.at - one.at), ({ at }) => dayOf(at))
}
