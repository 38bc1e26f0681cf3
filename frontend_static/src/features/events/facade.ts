import { computed, onScopeDispose, shallowRef, triggerRef, watch } from 'vue'

import { live } from '@/api/connection'
import type { LiveEvent } from '@/api/wire'
import { now } from '@/core/clock'
import { momentOf } from '@/core/ulid'
import { readSomethingOlder, useNewestEvents } from '@/features/events/data'
import { arrive, EMPTY, release, startFeed, type EventPage, type FeedEvent } from '@/features/events/feed'
import type { Wanted } from '@/features/events/filter'
import { useFilteredFeed } from '@/features/events/filtered'
import { useOlder } from '@/features/events/older'
import { Seen } from '@/features/events/seen'
import { Tally } from '@/features/events/tally'

const HOUR_MS = 3_600_000

const nothing = () => undefined

interface Options {
  guildId: () => string
  /** What is to be shown; everything where it is null. */
  wanted: () => Wanted | null
  /** Whether somebody is reading, so that nothing may move under their eyes. */
  hold: () => boolean
  onEvents: (events: readonly FeedEvent[]) => void
}

/** A guild's feed: a first page of history, what happens from there on, and older pages on request; all, or by a filter. */
export function useGuildFeed({ guildId, wanted, hold, onEvents }: Options) {
  const newest = useNewestEvents(guildId)
  const feed = shallowRef(EMPTY)
  const tally = shallowRef(new Tally())
  const seen = shallowRef(new Seen())
  const fresh = new WeakSet<FeedEvent>()
  const filtered = useFilteredFeed({ guildId, wanted, hold, onPage: ({ items }) => seen.value.addOlder(items) })
  const everything = {
    feed,
    isPending: newest.isPending,
    error: newest.error,
    refetch: newest.refetch,
    ...useOlder(feed, (before) => readSomethingOlder(guildId(), before), note),
  }
  let unfollow: () => void = nothing

  function start(page: EventPage): void {
    unfollow()
    feed.value = startFeed(page)
    tally.value = new Tally()
    seen.value = new Seen()
    seen.value.addOlder(filtered.feed.value.items)
    note(page)
    unfollow = live.follow(guildId(), page.live_cursor, { deliver, missed })
  }

  function deliver(arrived: LiveEvent[]): void {
    for (const event of arrived) fresh.add(event)
    seen.value.addNewer(arrived)
    feed.value = arrive(feed.value, arrived, hold())
    filtered.deliver(arrived)
    tally.value.addNewer(arrived, Date.now())
    triggerRef(tally)
    onEvents(arrived)
  }

  function missed(): void {
    void newest.refetch()
    if (wanted() !== null) void filtered.refetch()
  }

  function note({ items }: EventPage): void {
    seen.value.addOlder(items)
    tally.value.addOlder(items, Date.now())
    triggerRef(tally)
  }

  watch(newest.data, (page) => page && start(page), { immediate: true })
  watch(guildId, () => {
    unfollow()
    feed.value = EMPTY
  })
  watch(hold, (held) => {
    if (!held) feed.value = release(feed.value)
  })
  onScopeDispose(() => unfollow())

  /** Whether more happened in the last hour than has been read. */
  const isPartial = computed(() => {
    const { older } = feed.value
    return older !== null && momentOf(older) > now.value - HOUR_MS
  })
  const shown = computed(() => (wanted() === null ? everything : filtered))

  return {
    feed: computed(() => shown.value.feed.value),
    isPending: computed(() => shown.value.isPending.value),
    error: computed(() => shown.value.error.value),
    loadingOlder: computed(() => shown.value.loadingOlder.value),
    refetch: () => shown.value.refetch(),
    loadOlder: () => shown.value.loadOlder(),
    isFresh: (event: FeedEvent) => fresh.has(event),
    /** Of everything, whatever the filter. */
    isCounting: newest.isPending,
    isPartial,
    names: seen,
    summary: computed(() => tally.value.summary(Math.max(now.value, Date.now()))),
  }
}
