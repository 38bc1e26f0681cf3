import type { Schemas } from '@/api/client'

export type FeedEvent = Schemas['StoredEvent']
export type EventPage = Schemas['EventPage']

/** What the feed shows, newest first; what came while it was held; and where older events begin. */
export interface Feed {
  items: readonly FeedEvent[]
  held: readonly FeedEvent[]
  older: string | null
}

export const KEPT = 500
export const EMPTY: Feed = { items: [], held: [], older: null }

export function startFeed(page: EventPage): Feed {
  return { items: page.items, held: [], older: page.next_cursor }
}

/** Add live events (oldest first, as they come): on top, or aside while somebody reads. */
export function arrive(feed: Feed, events: readonly FeedEvent[], hold: boolean): Feed {
  const { older } = feed
  const newest = unknown(feed, events).filter(({ cursor }) => older === null || cursor >= older).toReversed()
  if (newest.length === 0) return feed
  return hold ? { ...feed, held: above(newest, feed.held).slice(0, KEPT) } : trim({ ...feed, items: above(newest, feed.items) })
}

/** Show what came meanwhile. */
export function release(feed: Feed): Feed {
  return feed.held.length === 0 ? feed : trim({ ...feed, items: above(feed.held, feed.items), held: [] })
}

/** Add a page of older events at the end. */
export function extend(feed: Feed, page: EventPage): Feed {
  return { ...feed, items: [...feed.items, ...unknown(feed, page.items)], older: page.next_cursor }
}

/** Put events on top of others, or each in its place where one was late. */
function above(newest: readonly FeedEvent[], items: readonly FeedEvent[]): FeedEvent[] {
  const together = [...newest, ...items]
  const lowest = newest.at(-1)?.cursor ?? ''
  if (items[0] === undefined || lowest >= items[0].cursor) return together
  return together.toSorted((one, other) => (one.cursor < other.cursor ? 1 : one.cursor > other.cursor ? -1 : 0))
}

/** Forget the oldest beyond what a page can carry; they can be asked for again. */
function trim(feed: Feed): Feed {
  if (feed.items.length <= KEPT) return feed
  const items = feed.items.slice(0, KEPT)
  return { ...feed, items, older: items.at(-1)?.cursor ?? null }
}

function unknown(feed: Feed, events: readonly FeedEvent[]): FeedEvent[] {
  const known = new Set([...feed.items, ...feed.held].map(({ id }) => id))
  return events.filter(({ id }) => !known.has(id))
}
