import { useQuery } from '@pinia/colada'

import { api } from '@/api/client'
import { unwrap } from '@/api/errors'
import { once } from '@/api/once'
import { ifMatch, tagged } from '@/api/tagged'

const ROLES = '/api/discord/guilds/{guild_id}/roles'
const ROLE = '/api/discord/guilds/{guild_id}/roles/{role_id}'
const FRESH_MS = 20_000

export interface NewRole {
  name: string
  color: number
}

export const keys = {
  list: (guildId: string) => ['guilds', guildId, 'discord-roles'],
  one: (guildId: string, roleId: string) => ['guilds', guildId, 'discord-roles', roleId],
}

/** A guild's roles, the highest first and @everyone last, each with why the user cannot change it. */
export function useRoleList(guildId: () => string) {
  return useQuery({
    key: () => keys.list(guildId()),
    query: async () => {
      const { value, etag } = await tagged(api.GET(ROLES, { params: { path: { guild_id: guildId() } } }))
      return { roles: value.items, etag }
    },
    enabled: () => guildId() !== '',
    staleTime: FRESH_MS,
  })
}

export function useRoleQuery(guildId: () => string, roleId: () => string) {
  return useQuery({
    key: () => keys.one(guildId(), roleId()),
    query: () => tagged(api.GET(ROLE, { params: { path: { guild_id: guildId(), role_id: roleId() } } })),
    enabled: () => roleId() !== '',
    staleTime: 0,
  })
}

export function createRole(guildId: string, body: NewRole, key: string) {
  return unwrap(api.POST(ROLES, { params: { path: { guild_id: guildId } }, body: { ...body, hoist: false, mentionable: false, permissions: '0', reason: null }, headers: once(key) }))
}

export function editRole(guildId: string, id: string, change: Record<string, unknown>, etag: string | null) {
  const request = { params: { path: { guild_id: guildId, role_id: id } }, headers: { ...once(), ...ifMatch(etag) } }
  return tagged(api.PATCH(ROLE, { ...request, body: { ...change, reason: null } }))
}

export function deleteRole(guildId: string, id: string, reason: string | null, etag: string | null, key: string) {
  const params = { path: { guild_id: guildId, role_id: id }, query: { reason } }
  return unwrap(api.DELETE(ROLE, { params, headers: { ...once(key), ...ifMatch(etag) } }))
}

/** Put all roles but @everyone into this order, the highest first. */
export function orderRoles(guildId: string, role_ids: string[], etag: string | null) {
  const request = { params: { path: { guild_id: guildId } }, body: { role_ids, reason: null }, headers: { ...once(), ...ifMatch(etag) } }
  return tagged(api.PATCH('/api/discord/guilds/{guild_id}/roles/positions', request))
}
