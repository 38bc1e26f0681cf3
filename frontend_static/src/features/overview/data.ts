import { useQuery, useQueryCache } from '@pinia/colada'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'

export type DiscordGuild = Schemas['DiscordGuild']

const FRESH_MS = 60_000
const key = (guildId: string) => ['guilds', guildId, 'overview']

/** A guild as Discord has it, with what the user and the bot may do there. */
export function useOverview(guildId: () => string) {
  return useQuery({
    key: () => key(guildId()),
    query: () => unwrap(api.GET('/api/discord/guilds/{guild_id}', { params: { path: { guild_id: guildId() } } })),
    staleTime: FRESH_MS,
  })
}

export function useOverviewRefresh(guildId: () => string) {
  const cache = useQueryCache()
  return () => cache.invalidateQueries({ key: key(guildId()) })
}
