import { useQuery, useQueryCache } from '@pinia/colada'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'
import { once } from '@/api/once'
import { ifMatch, tagged } from '@/api/tagged'
import type { queryOf } from '@/features/members/filters'
import type { MemberPage } from '@/features/members/list'

export type MemberDetail = Schemas['MemberDetail']
export type MemberChange = Omit<Schemas['MemberChangeBody'], 'reason'>

/** What every write says besides what it does: why, and a key that makes it safe to send again. */
export interface Saying {
  reason: string
  key: string
  /** The tag of what was on the screen: nothing is changed that looks otherwise by now. */
  etag?: string | null
}

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
  return (userId: string) => cache.invalidateQueries({ key: keys.one(guildId(), userId) })
}

export function editMember(guildId: string, userId: string, change: MemberChange, saying: Saying) {
  return unwrap(
    api.PATCH('/api/discord/guilds/{guild_id}/members/{user_id}', {
      params: { path: at(guildId, userId) },
      headers: heads(saying),
      body: { ...change, ...why(saying.reason) },
    }),
  )
}

export function setTimeoutOf(guildId: string, userId: string, until: string | null, saying: Saying) {
  return unwrap(
    api.PATCH('/api/discord/guilds/{guild_id}/members/{user_id}/timeout', {
      params: { path: at(guildId, userId) },
      headers: heads(saying),
      body: { until, ...why(saying.reason) },
    }),
  )
}

export function giveRole(guildId: string, userId: string, roleId: string, saying: Saying) {
  const params = { path: { ...at(guildId, userId), role_id: roleId }, query: said(saying.reason) }
  return unwrap(api.PUT('/api/discord/guilds/{guild_id}/members/{user_id}/roles/{role_id}', { params, headers: heads(saying) }))
}

export function takeRole(guildId: string, userId: string, roleId: string, saying: Saying) {
  const params = { path: { ...at(guildId, userId), role_id: roleId }, query: said(saying.reason) }
  return unwrap(api.DELETE('/api/discord/guilds/{guild_id}/members/{user_id}/roles/{role_id}', { params, headers: heads(saying) }))
}

export function kick(guildId: string, userId: string, saying: Saying) {
  const params = { path: at(guildId, userId), query: said(saying.reason) }
  return unwrap(api.DELETE('/api/discord/guilds/{guild_id}/members/{user_id}', { params, headers: heads(saying) }))
}

function at(guildId: string, userId: string) {
  return { guild_id: guildId, user_id: userId }
}

/** Why, as a body says it. */
function why(reason: string): { reason: string | null } {
  return { reason: reason.trim() || null }
}

/** Why, as an address says it. */
function said(reason: string): { reason?: string } {
  return reason.trim() ? { reason: reason.trim() } : {}
}

function heads({ key, etag }: Saying) {
  return { ...once(key), ...ifMatch(etag ?? null) }
}
