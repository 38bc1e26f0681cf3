import type { Schemas } from '@/api/client'
import { count } from '@/core/format'
import { person, place, quote, say, text, type Sentence } from '@/features/events/rows/sentence'
import type { Message } from '@/features/messages/model'

export function edited({ author, channel, content, message_id: messageId }: Schemas['MessageUpdateData']): Sentence {
  return say('happened.edited', { user: person(author.id, author), channel: place(channel) }, { details: quote(content), messageId })
}

/** Discord does not tell whose it was; a message that is loaded does. */
export function deleted({ channel }: Schemas['MessageDeleteData'], message: Message | undefined): Sentence {
  if (!message) return say('happened.deleted', { channel: place(channel) })
  const slots = { user: person(message.author.id, message.author), channel: place(channel) }
  return say('happened.deletedOf', slots, { details: quote(message.content) })
}

export function deletedMany({ message_ids: ids, channel }: Schemas['MessageDeleteBulkData']): Sentence {
  return say('happened.deletedMany', { count: text(count(ids.length)), channel: place(channel) }, { tone: 'warn' }, ids.length)
}
