import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'

export type Ban = Schemas['BanView']
export type BanPage = Schemas['BanPage']

const PAGE = 100

export function readBans(guildId: string, text: string, cursor?: string): Promise<BanPage> {
  const query = { limit: PAGE, ...(text.trim() && { text: text.trim() }), ...(cursor && { cursor }) }
  return unwrap(api.GET('/api/discord/guilds/{guild_id}/bans', { params: { path: { guild_id: guildId }, query } }))
}
