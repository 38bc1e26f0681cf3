/** What people filter by: each choice is one or a few kinds of events (shared/kernel/events). */
export const CHOICES = {
  messages: ['message_create'],
  edits: ['message_update'],
  deletions: ['message_delete', 'message_delete_bulk'],
  joins: ['member_join'],
  leaves: ['member_remove'],
  changes: ['member_update'],
  bans: ['member_ban', 'member_unban'],
  automod: ['automod_execution'],
  audit: ['audit_log_entry'],
  server: ['guild_create', 'guild_update', 'guild_delete', 'owner_change'],
  channels: ['channel_create', 'channel_update', 'channel_delete'],
  threads: ['thread_create', 'thread_update', 'thread_delete'],
  roles: ['role_create', 'role_update', 'role_delete'],
  invites: ['invite_create', 'invite_delete'],
  webhooks: ['webhooks_update'],
  emojis: ['emojis_update'],
  gaps: ['gap'],
  voice: ['voice_state_update'],
} as const

export type Choice = keyof typeof CHOICES

export const GROUPS = {
  messages: ['messages', 'edits', 'deletions'],
  members: ['joins', 'leaves', 'changes'],
  moderation: ['bans', 'automod', 'audit'],
  changes: ['server', 'channels', 'threads', 'roles', 'invites', 'webhooks', 'emojis', 'gaps'],
  voice: ['voice'],
} as const satisfies Record<string, readonly Choice[]>

export type Group = keyof typeof GROUPS

/** The choices in a text of the address ("joins,bans"), each once and in our order; what is none is left out. */
export function choicesIn(text: string): Choice[] {
  const named = new Set(text.split(','))
  return (Object.keys(CHOICES) as Choice[]).filter((choice) => named.has(choice))
}

export function typesOf(choices: readonly Choice[]): string[] {
  return choices.flatMap((choice) => CHOICES[choice])
}

/** With a group chosen or not: all of it, or nothing of it. */
export function withGroup(chosen: readonly Choice[], group: Group, isChosen: boolean): Choice[] {
  const members: readonly Choice[] = GROUPS[group]
  const others = chosen.filter((choice) => !members.includes(choice))
  return isChosen ? [...others, ...members] : others
}
