import { useQuery, useQueryCache } from '@pinia/colada'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'
import { tagged } from '@/api/tagged'
import type { queryOf } from '@/features/members/filters'
import type { MemberPage } from '@/features/members/list'

export type MemberDetail = Schemas['MemberDetail']

const PAGE = 100
const FRESH_MS = 10_000

const keys = {
  one: (guildId: string, userId: string) => ['guilds', guildId, 'members', userId],
  history: (guildId: string, userId: string) => ['guilds', guildId, 'members', userId, 'history'],
}

export function readMembers(guildId: string, query: ReturnType<typeof queryOf>, cursor?: string): Promise<MemberPage> {
  const params = { path: { guild_id: guildId }, query: { ...query, limit: PAGE, ...(cursor && { cursor }) } }
  return unwrap(api.GET('/api/discord/guilds/{guild_id}/members', { params }))
}

export function readMember(guildId: string, userId: string): Promise<MemberDetail> {
  return unwrap(api.GET('/api/discord/guilds/{guild_id}/members/{user_id}', { params: { path: at(guildId, userId) } }))
}

/** One member with the tag of how they are; asked for again when something happens to them. */
export function useMember(guildId: () => string, userId: () => string) {
  return useQuery({
    key: () => keys.one(guildId(), userId()),
    query: () => {
      const params = { path: at(guildId(), userId()) }
      return tagged(api.GET('/api/discord/guilds/{guild_id}/members/{user_id}', { params }))
    },
    staleTime: FRESH_MS,
  })
}

/** What was done to somebody, and what happened to them. */
export function useHistory(guildId: () => string, userId: () => string) {
  return useQuery({
    key: () => keys.history(guildId(), userId()),
    query: () => {
      const params = { path: at(guildId(), userId()) }
      return unwrap(api.GET('/api/discord/guilds/{guild_id}/members/{user_id}/history', { params }))
    },
    staleTime: FRESH_MS,
  })
}

export function useMemberRefresh(guildId: () => string) {
  const cache = useQueryCache()
  return (userId: string) => cache.invalidateQueries({ key: keys.one(guildId(), userId) }).catch(() => undefined) // who shows them says that they are gone
}

function at(guildId: string, userId: string) {
  return { guild_id: guildId, user_id: userId }
}
