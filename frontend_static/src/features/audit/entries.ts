import type { AuditLogPage } from '@/features/audit/data'
import type { FeedEvent } from '@/features/events/feed'

export type Entry = AuditLogPage['items'][number]

/** Discord's numbers of actions, in the order of a menu (discord.com/developers/docs/resources/audit-log#audit-log-events). */
export const ACTION_TYPES = [
  20, 22, 23, 24, 25, 21, 26, 27, 28, 72, 73, 74, 75, 1, 10, 11, 12, 13, 14, 15, 30, 31, 32, 110, 111, 112, 40, 41, 42, 50, 51, 52, 60,
  61, 62, 90, 91, 92, 100, 101, 102, 83, 84, 85, 80, 81, 82, 121, 140, 141, 142, 143, 144, 145,
] as const

/** An entry as the feed tells it: read from Discord or heard from the bot, it is the same event. */
export function eventOf(entry: Entry, guildId: string): FeedEvent {
  const changes = entry.changes.map(({ key, before, after }) => ({ key, old: text(before), new: text(after) }))
  const data = { entry_id: entry.id, action: entry.action_type, user_id: entry.user_id, target_id: entry.target_id, reason: entry.reason, changes, options: entry.options ?? {} }
  return {
    id: `audit_log_entry:${entry.id}`,
    type: 'audit_log_entry',
    guild_id: guildId,
    user_id: entry.user_id,
    channel_id: null,
    timestamp: Date.parse(entry.at),
    cursor: entry.id,
    v: 1,
    data,
  }
}

function text(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value)
}
