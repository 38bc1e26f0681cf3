import { useQuery } from '@pinia/colada'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'

export type Gap = Schemas['Gap']

const FRESH_MS = 60_000
const SHOWN_MS = 24 * 3_600_000

/** What of a guild was not seen in the last day, the newest first. */
export function useGaps(guildId: () => string) {
  return useQuery({
    key: () => ['guilds', guildId(), 'gaps'],
    query: () => {
      const params = { path: { guild_id: guildId() }, query: { since: Date.now() - SHOWN_MS } }
      return unwrap(api.GET('/api/guilds/{guild_id}/gaps', { params }))
    },
    staleTime: FRESH_MS,
    refetchOnWindowFocus: true,
  })
}
