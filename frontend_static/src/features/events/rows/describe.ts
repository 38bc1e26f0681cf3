import {
  AtSign, CircleDot, Crown, DoorOpen, EyeOff, Gavel, Hash, Link, LogIn, LogOut, MessageSquareX, MessagesSquare, Pencil,
  RefreshCw, ScrollText, ShieldAlert, Smile, Undo2, UserCog, UserMinus, UserPlus, Volume2, Webhook,
} from '@lucide/vue'
import type { Component } from 'vue'

import type { FeedEvent } from '@/features/events/feed'
import * as channels from '@/features/events/rows/channels'
import * as members from '@/features/events/rows/members'
import * as messages from '@/features/events/rows/messages'
import * as moderation from '@/features/events/rows/moderation'
import * as roles from '@/features/events/rows/roles'
import { say, text, type Row, type Sentence } from '@/features/events/rows/sentence'
import * as server from '@/features/events/rows/server'
import type { Message } from '@/features/messages/model'

/** A message that is loaded. */
export type MessageOf = (id: string) => Message | undefined

// eslint-disable-next-line typescript/no-explicit-any -- each kind has data of its own, which came from outside
type Describe = (data: any, event: FeedEvent, messageOf: MessageOf) => Sentence

/** How each kind of event (shared/kernel/events) is told. */
const KINDS: Record<string, [Component, Describe]> = {
  guild_create: [LogIn, server.guild('happened.guildCreated')],
  guild_update: [RefreshCw, server.guild('happened.guildChanged')],
  guild_delete: [LogOut, server.guildDeleted],
  owner_change: [Crown, server.ownerChanged],
  message_update: [Pencil, messages.edited],
  message_delete: [MessageSquareX, (data, _event, messageOf) => messages.deleted(data, messageOf(data.message_id))],
  message_delete_bulk: [MessageSquareX, messages.deletedMany],
  member_join: [UserPlus, members.joined],
  member_update: [UserCog, members.updated],
  member_remove: [UserMinus, members.removed],
  member_ban: [Gavel, members.banned],
  member_unban: [Undo2, members.unbanned],
  role_create: [AtSign, roles.roleCreated],
  role_update: [AtSign, roles.roleUpdated],
  role_delete: [AtSign, roles.roleDeleted],
  channel_create: [Hash, channels.channel('Created')],
  channel_update: [Hash, channels.channel('Changed')],
  channel_delete: [Hash, channels.channel('Deleted')],
  thread_create: [MessagesSquare, channels.thread('Created')],
  thread_update: [MessagesSquare, channels.thread('Changed')],
  thread_delete: [MessagesSquare, channels.thread('Deleted')],
  invite_create: [DoorOpen, channels.inviteCreated],
  invite_delete: [Link, channels.inviteDeleted],
  webhooks_update: [Webhook, channels.webhooks],
  emojis_update: [Smile, channels.emojis],
  voice_state_update: [Volume2, channels.voice],
  audit_log_entry: [ScrollText, moderation.audit],
  automod_execution: [ShieldAlert, moderation.automod],
  gap: [EyeOff, server.gap],
}

/** What says nothing to people: another event tells the same, or it is for the machine. */
export function isSilent({ type, data }: FeedEvent): boolean {
  if (type === 'member_remove') return (data as { cause?: string } | null)?.cause === 'banned' // the ban says so
  return type === 'member_gone' || type === 'guild_sync'
}

/** An event in words; one that is newer than this page, or not as it should be, at least by its kind. */
export function describe(event: FeedEvent, messageOf: MessageOf): Row {
  const [icon, words] = KINDS[event.type] ?? [CircleDot, unknown]
  try {
    return { icon, ...words(event.data, event, messageOf) }
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError)) throw error
    return { icon, ...unknown(event.data, event) }
  }
}

function unknown(_data: unknown, { type }: FeedEvent): Sentence {
  return say('happened.other', { type: text(type.replaceAll('_', ' ')) })
}
