import type { FeedEvent } from '@/features/events/feed'
import { matches } from '@/features/guilds/facade'
import { authorName, isMessage } from '@/features/messages/model'

/** Empty fields let everything through. */
export interface Filter {
  channel: string
  author: string
  text: string
}

export function passes(event: FeedEvent, { channel, author, text }: Filter): boolean {
  if (!channel && !author && !text) return true
  if (!isMessage(event)) return false
  const message = event.data
  return (
    (!channel || message.channel.id === channel) &&
    (!author || message.author.id === author) &&
    (!text || matches(`${message.content ?? ''}\n${authorName(message)}\n${message.author.username}`, text))
  )
}
