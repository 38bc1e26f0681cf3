import { useQuery, useQueryCache } from '@pinia/colada'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'

export type Guild = Schemas['Guild']
export type GuildSummary = Schemas['GuildSummary']

const LIST_FRESH_MS = 60_000
const GUILD_FRESH_MS = 5_000

const keys = {
  list: ['guilds'],
  one: (guildId: string) => ['guilds', guildId],
}

/** The guilds that the user administers. */
export function useGuildList() {
  return useQuery({
    key: keys.list,
    query: () => unwrap(api.GET('/api/guilds')),
    staleTime: LIST_FRESH_MS,
    refetchOnWindowFocus: true, // who comes back from adding the bot finds it added
  })
}

export function useGuild(guildId: () => string) {
  return useQuery({
    key: () => keys.one(guildId()),
    query: () => unwrap(api.GET('/api/guilds/{guild_id}', { params: { path: { guild_id: guildId() } } })),
    staleTime: GUILD_FRESH_MS,
    refetchOnWindowFocus: true,
  })
}

/** Apply what the live feed says about a guild to what is on the screen. */
export function useGuildPatch() {
  const cache = useQueryCache()
  return (guildId: string, change: Partial<Guild>) => {
    const known = cache.getQueryData<Guild>(keys.one(guildId))
    if (known) cache.setQueryData(keys.one(guildId), { ...known, ...change })
  }
}
