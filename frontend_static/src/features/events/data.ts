import { useQuery } from '@pinia/colada'

import { api } from '@/api/client'
import { unwrap } from '@/api/errors'
import { FIRST_PAGE } from '@/core/earlyData'
import type { EventPage } from '@/features/events/feed'
import type { Wanted } from '@/features/events/filter'

const OLDER_PAGE = 100
const MOST_PAGES = 15 // of two days each: a month

const ONCE = { staleTime: 0, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false } as const

/** The newest events of a guild, read anew for each visit: the live feed goes on from exactly there. */
export function useNewestEvents(guildId: () => string) {
  return useQuery({
    key: () => ['guilds', guildId(), 'events'],
    query: () => readEvents(guildId(), { limit: FIRST_PAGE }),
    ...ONCE,
  })
}

/** The newest events that a filter lets through; nothing is asked without one. */
export function useWantedEvents(guildId: () => string, wanted: () => Wanted | null) {
  return useQuery({
    key: () => ['guilds', guildId(), 'events', 'wanted', JSON.stringify(wanted())],
    query: () => readSomething(guildId(), { ...wanted(), limit: FIRST_PAGE }),
    enabled: () => wanted() !== null,
    ...ONCE,
  })
}

/** The next page with anything on it. */
export function readSomethingOlder(guildId: string, before: string, wanted: Wanted | null = null): Promise<EventPage> {
  return readSomething(guildId, { ...wanted, before, limit: OLDER_PAGE })
}

/** A page of a quiet time may be empty, and the history still go on. */
async function readSomething(guildId: string, query: Query, patience = MOST_PAGES): Promise<EventPage> {
  const page = await readEvents(guildId, query)
  if (page.items.length > 0 || page.next_cursor === null || patience <= 1) return page
  return readSomething(guildId, { ...query, before: page.next_cursor }, patience - 1)
}

type Query = Wanted & { before?: string; limit: number }

function readEvents(guildId: string, query: Query): Promise<EventPage> {
  return unwrap(api.GET('/api/guilds/{guild_id}/events', { params: { path: { guild_id: guildId }, query } }))
}
