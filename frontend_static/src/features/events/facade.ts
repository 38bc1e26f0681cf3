import { computed, onScopeDispose, ref, shallowRef, triggerRef, watch } from 'vue'

import { live } from '@/api/connection'
import type { LiveEvent } from '@/api/wire'
import { now } from '@/core/clock'
import { problemOf } from '@/core/problems'
import { useQueryText } from '@/core/queryText'
import { toast } from '@/core/toasts'
import { momentOf } from '@/core/ulid'
import { readSomethingOlder, useNewestEvents } from '@/features/events/data'
import { arrive, EMPTY, extend, release, startFeed, type EventPage, type FeedEvent } from '@/features/events/feed'
import { passes, type Filter } from '@/features/events/filter'
import { Seen } from '@/features/events/seen'
import { Tally } from '@/features/events/tally'

const HOUR_MS = 3_600_000

const nothing = () => undefined

interface Options {
  guildId: () => string
  /** Whether somebody is reading, so that nothing may move under their eyes. */
  hold: () => boolean
  onEvents: (events: readonly FeedEvent[]) => void
}

/** A guild's feed: a first page of history, what happens from there on, and older pages on request. */
export function useGuildFeed({ guildId, hold, onEvents }: Options) {
  const newest = useNewestEvents(guildId)
  const feed = shallowRef(EMPTY)
  const tally = shallowRef(new Tally())
  const seen = shallowRef(new Seen())
  const fresh = new WeakSet<FeedEvent>()
  const loadingOlder = ref(false)
  let unfollow: () => void = nothing

  function start(page: EventPage): void {
    unfollow()
    feed.value = startFeed(page)
    tally.value = new Tally()
    seen.value = new Seen()
    note(page.items)
    unfollow = live.follow(guildId(), page.live_cursor, { deliver, missed: () => void newest.refetch() })
  }

  function deliver(arrived: LiveEvent[]): void {
    for (const event of arrived) fresh.add(event)
    feed.value = arrive(feed.value, arrived, hold())
    seen.value.addNewer(arrived)
    tally.value.addNewer(arrived, Date.now())
    triggerRef(tally)
    onEvents(arrived)
  }

  async function loadOlder(): Promise<void> {
    const before = feed.value.older
    if (before === null || loadingOlder.value) return
    loadingOlder.value = true
    try {
      const page = await readSomethingOlder(guildId(), before)
      feed.value = extend(feed.value, page)
      note(page.items)
    } catch (error) {
      const { title, advice } = problemOf(error)
      toast('danger', title, advice)
    } finally {
      loadingOlder.value = false
    }
  }

  function note(older: readonly FeedEvent[]): void {
    seen.value.addOlder(older)
    tally.value.addOlder(older, Date.now())
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

  return {
    feed,
    isPartial,
    names: seen,
    summary: computed(() => tally.value.summary(Math.max(now.value, Date.now()))),
    isFresh: (event: FeedEvent) => fresh.has(event),
    isPending: newest.isPending,
    error: newest.error,
    refetch: newest.refetch,
    loadOlder,
    loadingOlder,
  }
}

/** The feed's filter, kept in the address. */
export function useFeedFilter(items: () => readonly FeedEvent[]) {
  const channel = useQueryText('channel')
  const author = useQueryText('author')
  const text = useQueryText('q')
  const filter = computed<Filter>(() => ({ channel: channel.value, author: author.value, text: text.value }))
  return {
    channel,
    author,
    text,
    isActive: computed(() => Object.values(filter.value).some(Boolean)),
    shown: computed(() => items().filter((event) => passes(event, filter.value))),
  }
}
