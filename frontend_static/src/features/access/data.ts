import { useQuery } from '@pinia/colada'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'

export type GuildAccess = Schemas['GuildAccess']
export type Permission = Schemas['GuildPermission']
export type Role = Schemas['RoleView']

const FRESH_MS = 20_000

/** What the user may do in a guild. */
export function useAccess(guildId: () => string) {
  return useQuery({
    key: () => ['guilds', guildId(), 'access'],
    query: () => unwrap(api.GET('/api/guilds/{guild_id}/access', { params: { path: { guild_id: guildId() } } })),
    enabled: () => guildId() !== '',
    staleTime: FRESH_MS,
    refetchOnWindowFocus: true,
  })
}

/** A guild's roles, the highest first. */
export function useRoles(guildId: () => string, isNeeded: () => boolean = () => true) {
  return useQuery({
    key: () => ['guilds', guildId(), 'roles'],
    query: async () => {
      const path = { guild_id: guildId() }
      return (await unwrap(api.GET('/api/guilds/{guild_id}/roles', { params: { path } }))).items
    },
    enabled: isNeeded,
    staleTime: FRESH_MS,
  })
}
