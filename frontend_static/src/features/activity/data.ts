import { useQuery } from '@pinia/colada'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'

export type HourActivity = Schemas['HourActivity']
export type Range = 24 | 168

const FRESH_MS = 60_000

/** What happened in a guild in the last hours, hour by hour. */
export function useActivity(guildId: () => string, hours: () => Range) {
  return useQuery({
    key: () => ['guilds', guildId(), 'activity', hours()],
    query: () => {
      const params = { path: { guild_id: guildId() }, query: { hours: hours() } }
      return unwrap(api.GET('/api/guilds/{guild_id}/activity', { params }))
    },
    staleTime: FRESH_MS,
    refetchOnWindowFocus: true,
  })
}
