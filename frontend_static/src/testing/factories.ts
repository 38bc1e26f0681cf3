import type { FeedEvent } from '@/features/events/feed'
import type { Message, MessageEvent } from '@/features/messages/model'

let made = 0

export function aMessage(message: Partial<Message> = {}): Message {
  made += 1
  return {
    message_id: String(9_000 + made),
    content: 'hello',
    author: { id: '21', username: 'ada', global_name: 'Ada', avatar: null },
    channel: { id: '31', name: 'general' },
    attachments: 0,
    reply_to: null,
    truncated: false,
    ...message,
  }
}

export function aMessageEvent(event: Partial<Omit<MessageEvent, 'data'>> & { data?: Partial<Message> } = {}): MessageEvent {
  const data = aMessage(event.data)
  return {
    id: `message_create:${data.message_id}`,
    guild_id: '11',
    user_id: data.author.id,
    channel_id: data.channel.id,
    timestamp: 1_000_000,
    cursor: `C${String(made).padStart(25, '0')}`,
    v: 1,
    ...event,
    type: 'message_create',
    data,
  }
}

export function aGuildUpdate(guild: object = {}): FeedEvent {
  made += 1
  return {
    id: `guild_update:${made}`,
    type: 'guild_update',
    guild_id: '11',
    user_id: null,
    channel_id: null,
    timestamp: 1_000_000,
    cursor: `C${String(made).padStart(25, '0')}`,
    v: 1,
    data: { bot_id: '1', guild: { id: '11', name: 'Aurora', icon: null, owner_id: '5', member_count: 7, ...guild } },
  }
}

export function anEvent(type: string, data: object, event: Partial<FeedEvent> = {}): FeedEvent {
  made += 1
  const cursor = `C${String(made).padStart(25, '0')}`
  return { id: `${type}:${made}`, type, guild_id: '11', user_id: null, channel_id: null, timestamp: 1_000_000, cursor, v: 1, data, ...event }
}

export const ADA = { id: '5', username: 'ada', global_name: 'Ada', avatar_url: 'https://cdn.example/avatars/5/a.webp' }

export function aGrant(token: string, expiresIn = 900) {
  return { access_token: token, token_type: 'Bearer', expires_in: expiresIn, user: ADA }
}
