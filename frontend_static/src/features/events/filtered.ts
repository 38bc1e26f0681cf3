import { shallowRef, watch } from 'vue'

import { readSomethingOlder, useWantedEvents } from '@/features/events/data'
import { arrive, EMPTY, KEPT, release, startFeed, type EventPage, type FeedEvent } from '@/features/events/feed'
import { isWanted, type Wanted } from '@/features/events/filter'
import { useOlder } from '@/features/events/older'

interface Options {
  guildId: () => string
  wanted: () => Wanted | null
  hold: () => boolean
  /** What was read of the history, for those who keep names. */
  onPage: (page: EventPage) => void
}

/** What a filter lets through, of the whole history and of what happens: the server filters the one, we the other. */
export function useFilteredFeed({ guildId, wanted, hold, onPage }: Options) {
  const first = useWantedEvents(guildId, wanted)
  const feed = shallowRef(EMPTY)
  let recent: FeedEvent[] = [] // what came live: a page that was on its way then may not have it

  function start(page: EventPage): void {
    onPage(page)
    feed.value = arrive(startFeed(page), recent, false)
  }

  function deliver(arrived: readonly FeedEvent[]): void {
    const asked = wanted()
    if (asked === null) return
    const events = arrived.filter((event) => isWanted(event, asked))
    recent = [...recent, ...events].slice(-KEPT)
    if (!first.isPending.value) feed.value = arrive(feed.value, events, hold())
  }

  watch(
    () => JSON.stringify([guildId(), wanted()]),
    () => {
      recent = []
      feed.value = EMPTY
    },
    { flush: 'sync' },
  )
  watch(first.data, (page) => page && start(page), { immediate: true })
  watch(hold, (held) => {
    if (!held) feed.value = release(feed.value)
  })

  return {
    feed,
    deliver,
    isPending: first.isPending,
    error: first.error,
    refetch: first.refetch,
    ...useOlder(feed, (before) => readSomethingOlder(guildId(), before, wanted()), onPage),
  }
}
