import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'
import { once } from '@/api/once'
import type { Saying } from '@/features/members/data'

export type Ban = Schemas['BanView']
export type BanPage = Schemas['BanPage']

const PAGE = 100

export function readBans(guildId: string, text: string, cursor?: string): Promise<BanPage> {
  const query = { limit: PAGE, ...(text.trim() && { text: text.trim() }), ...(cursor && { cursor }) }
  return unwrap(api.GET('/api/discord/guilds/{guild_id}/bans', { params: { path: { guild_id: guildId }, query } }))
}

export function ban(guildId: string, userId: string, deleteSeconds: number, { reason, key }: Saying) {
  const params = { path: { guild_id: guildId, user_id: userId } }
  const body = { delete_message_seconds: deleteSeconds, reason: reason.trim() || null }
  return unwrap(api.PUT('/api/discord/guilds/{guild_id}/bans/{user_id}', { params, headers: once(key), body }))
}

export function unban(guildId: string, userId: string, { reason, key }: Saying) {
  const params = { path: { guild_id: guildId, user_id: userId }, query: reason.trim() ? { reason: reason.trim() } : {} }
  return unwrap(api.DELETE('/api/discord/guilds/{guild_id}/bans/{user_id}', { params, headers: once(key) }))
}
