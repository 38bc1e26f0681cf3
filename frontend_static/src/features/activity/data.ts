import { useQuery } from '@pinia/colada'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'

export type HourActivity = Schemas['HourActivity']
export type Range = 24 | 168

const FRESH_MS = 60_000
const MOST_MODERATORS = 5

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

export type Moderator = Schemas['ModeratorTotals']
export type ModerationKind = Schemas['ModerationKind']

/** Who moderated most in the last hours; for those who may moderate. */
export function useModerators(guildId: () => string, hours: () => Range) {
  return useQuery({
    key: () => ['guilds', guildId(), 'activity', 'moderators', hours()],
    query: () => {
      const params = { path: { guild_id: guildId() }, query: { hours: hours(), limit: MOST_MODERATORS } }
      return unwrap(api.GET('/api/guilds/{guild_id}/activity/moderators', { params }))
    },
    staleTime: FRESH_MS,
    refetchOnWindowFocus: true,
  })
}
