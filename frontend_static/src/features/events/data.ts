import { useQuery } from '@pinia/colada'

import { api } from '@/api/client'
import { unwrap } from '@/api/errors'
import { FIRST_PAGE } from '@/core/earlyData'
import type { EventPage } from '@/features/events/feed'

const OLDER_PAGE = 100
const MOST_PAGES = 15 // of two days each: a month

/** The newest events of a guild, read anew for each visit: the live feed goes on from exactly there. */
export function useNewestEvents(guildId: () => string) {
  return useQuery({
    key: () => ['guilds', guildId(), 'events'],
    query: () => readEvents(guildId(), { limit: FIRST_PAGE }),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
}

/** The next page with anything on it: a page of a quiet time may be empty, and the history still go on. */
export async function readSomethingOlder(guildId: string, before: string, patience = MOST_PAGES): Promise<EventPage> {
  const page = await readEvents(guildId, { before, limit: OLDER_PAGE })
  if (page.items.length > 0 || page.next_cursor === null || patience <= 1) return page
  return readSomethingOlder(guildId, page.next_cursor, patience - 1)
}

function readEvents(guildId: string, query: { before?: string; limit: number }): Promise<EventPage> {
  return unwrap(api.GET('/api/guilds/{guild_id}/events', { params: { path: { guild_id: guildId }, query } }))
}
