import { shallowReactive } from 'vue'

import type { FeedEvent } from '@/features/events/feed'
import { authorName, isMessage, type Message, type Names } from '@/features/messages/model'

/** The authors and channels that were seen, by id: the newest name of each. */
export class Seen implements Names {
  readonly authors = shallowReactive(new Map<string, Message['author']>())
  readonly channels = shallowReactive(new Map<string, string>())

  /** `events` newest first; what is known already is newer. */
  addOlder(events: readonly FeedEvent[]): void {
    for (const event of events) if (isMessage(event)) this.note(event.data, false)
  }

  /** `events` oldest first. */
  addNewer(events: readonly FeedEvent[]): void {
    for (const event of events) if (isMessage(event)) this.note(event.data, true)
  }

  user(id: string): string | undefined {
    const author = this.authors.get(id)
    return author && (author.global_name ?? author.username)
  }

  channel(id: string): string | undefined {
    return this.channels.get(id)
  }

  private note(message: Message, isNewer: boolean): void {
    const { author, channel } = message
    if (isNewer ? this.user(author.id) !== authorName(message) : !this.authors.has(author.id)) {
      this.authors.set(author.id, author)
    }
    if (isNewer ? this.channel(channel.id) !== channel.name : !this.channels.has(channel.id)) {
      this.channels.set(channel.id, channel.name)
    }
  }
}
