import { useQuery } from '@pinia/colada'

import { api } from '@/api/client'
import { unwrap } from '@/api/errors'
import { FIRST_PAGE } from '@/core/earlyData'
import type { EventPage } from '@/features/events/feed'

const OLDER_PAGE = 100

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

export function readOlderEvents(guildId: string, before: string): Promise<EventPage> {
  return readEvents(guildId, { before, limit: OLDER_PAGE })
}

function readEvents(guildId: string, query: { before?: string; limit: number }): Promise<EventPage> {
  return unwrap(api.GET('/api/guilds/{guild_id}/events', { params: { path: { guild_id: guildId }, query } }))
}
