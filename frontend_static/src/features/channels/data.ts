import { useQuery } from '@pinia/colada'

import { api } from '@/api/client'
import { unwrap } from '@/api/errors'
import { once } from '@/api/once'
import { ifMatch, tagged } from '@/api/tagged'
import type { SettingsChange } from '@/features/channels/fields'
import { flat, type Overwrite } from '@/features/channels/model'
import type { Move } from '@/features/channels/tree'

const CHANNELS = '/api/discord/guilds/{guild_id}/channels'
const CHANNEL = '/api/discord/channels/{channel_id}'
const OVERWRITE = '/api/discord/channels/{channel_id}/overwrites/{overwrite_id}'
const FRESH_MS = 20_000

export type LockAction = 'lock' | 'unlock'

export interface Lock {
  action: LockAction
  channel_ids: string[] | null
  preview: boolean
  reason: string | null
}

export interface NewChannel {
  name: string
  type: number
  parent_id: string | null
}

export const keys = {
  tree: (guildId: string) => ['guilds', guildId, 'channels'],
  one: (guildId: string, channelId: string) => ['guilds', guildId, 'channels', channelId],
}

/** A guild's channels that the user can see, from top to bottom. */
export function useChannelTree(guildId: () => string, enabled: () => boolean = () => true) {
  return useQuery({
    key: () => keys.tree(guildId()),
    query: async () => {
      const { value, etag } = await tagged(api.GET(CHANNELS, { params: { path: { guild_id: guildId() } } }))
      return { channels: flat(value.items), etag }
    },
    enabled: () => guildId() !== '' && enabled(),
    staleTime: FRESH_MS,
  })
}

/** One channel with its overwrites. */
export function useChannelQuery(guildId: () => string, channelId: () => string) {
  return useQuery({
    key: () => keys.one(guildId(), channelId()),
    query: () => tagged(api.GET(CHANNEL, { params: { path: { channel_id: channelId() } } })),
    enabled: () => channelId() !== '',
    staleTime: 0,
  })
}

export function createChannel(guildId: string, body: NewChannel, key: string) {
  return unwrap(api.POST(CHANNELS, { params: { path: { guild_id: guildId } }, body: { ...body, permission_overwrites: [], reason: null }, headers: once(key) }))
}

export function editChannel(id: string, change: SettingsChange, etag: string | null) {
  const request = { params: { path: { channel_id: id } }, headers: guarded(etag) }
  return tagged(api.PATCH(CHANNEL, { ...request, body: { ...change, reason: null } }))
}

export function deleteChannel(id: string, reason: string | null, etag: string | null, key: string) {
  const params = { path: { channel_id: id }, query: { reason } }
  return unwrap(api.DELETE(CHANNEL, { params, headers: { ...once(key), ...ifMatch(etag) } }))
}

/** Say this of a role or a member in a channel; null: nothing any more. */
export function putOverwrite(channelId: string, id: string, overwrite: Overwrite | null, etag: string | null) {
  const request = { params: { path: { channel_id: channelId, overwrite_id: id } }, headers: guarded(etag) }
  if (overwrite === null) return tagged(api.DELETE(OVERWRITE, request))
  const { type, allow, deny } = overwrite
  return tagged(api.PUT(OVERWRITE, { ...request, body: { type, allow, deny, reason: null } }))
}

export function moveChannels(guildId: string, positions: Move[], etag: string | null) {
  const moves = positions.map((move) => ({ ...move, lock_permissions: false }))
  const request = { params: { path: { guild_id: guildId } }, body: { positions: moves, reason: null }, headers: guarded(etag) }
  return tagged(api.PATCH('/api/discord/guilds/{guild_id}/channels/positions', request))
}

/** Keep everybody from writing and speaking in these channels (none named: in all), or let them again. */
export function lockChannels(guildId: string, { action, channel_ids, preview, reason }: Lock, key: string) {
  const request = { params: { path: { guild_id: guildId } }, body: { action, channel_ids, preview, reason }, headers: once(key) }
  return unwrap(api.POST('/api/discord/guilds/{guild_id}/lockdown', request))
}

function guarded(etag: string | null) {
  return { ...once(), ...ifMatch(etag) }
}
