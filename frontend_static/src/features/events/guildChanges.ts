import type { Schemas } from '@/api/client'
import type { FeedEvent } from '@/features/events/feed'
import type { Guild } from '@/features/guilds/data'

/** What events (oldest first) say about the guild itself; null when they say nothing. */
export function guildChanges(events: readonly FeedEvent[], cdn: string): Partial<Guild> | null {
  const last = events.findLast(({ type }) => type.startsWith('guild_'))
  if (!last) return null
  if (last.type === 'guild_delete') return { is_active: false }
  const { guild } = last.data as Schemas['GuildData']
  const icon_url = guild.icon ? `${cdn}/icons/${guild.id}/${guild.icon}.png?size=64` : null
  return { name: guild.name, icon_url, owner_id: guild.owner_id, member_count: guild.member_count, is_active: true }
}
