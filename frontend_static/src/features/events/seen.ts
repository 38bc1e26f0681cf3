import { shallowReactive } from 'vue'

import type { Schemas } from '@/api/client'
import type { FeedEvent } from '@/features/events/feed'
import { isMessage, type Message, type Names } from '@/features/messages/model'

type Author = Schemas['MessageAuthor']
type Role = Pick<Schemas['RoleView'], 'id' | 'name' | 'color'>

const MOST_MESSAGES = 2_000

/** Who and what was seen, by id: the newest name of each; and what was said, for those who ask what was deleted. */
export class Seen implements Names {
  readonly authors = shallowReactive(new Map<string, Author>())
  readonly channels = shallowReactive(new Map<string, string>())
  private readonly roles = shallowReactive(new Map<string, Role>())
  private readonly messages = shallowReactive(new Map<string, Message>())

  /** `events` newest first; what is known already is newer. */
  addOlder(events: readonly FeedEvent[]): void {
    for (const event of events) this.note(event, false)
  }

  /** `events` oldest first. */
  addNewer(events: readonly FeedEvent[]): void {
    for (const event of events) this.note(event, true)
  }

  addUser({ id, username, global_name: name }: Omit<Author, 'avatar'>): void {
    this.noteUser({ id, username, global_name: name, avatar: this.authors.get(id)?.avatar ?? null }, false)
  }

  addRoles(roles: readonly Role[]): void {
    for (const role of roles) this.roles.set(role.id, role)
  }

  user(id: string): string | undefined {
    const author = this.authors.get(id)
    return author && nameOf(author)
  }

  channel(id: string): string | undefined {
    return this.channels.get(id)
  }

  role(id: string): Role | undefined {
    return this.roles.get(id)
  }

  message(id: string): Message | undefined {
    return this.messages.get(id)
  }

  /** Data of all kinds have their people and places under the same few names. */
  private note(event: FeedEvent, isNewer: boolean): void {
    const data = (event.data ?? {}) as Record<string, unknown>
    for (const found of [data.author, data.user, data.inviter]) if (isUser(found)) this.noteUser(found, isNewer)
    for (const found of [data.channel, data.thread]) if (isNamed(found)) note(this.channels, found.id, found.name, isNewer)
    if (isNamed(data.role) && 'color' in data.role) note(this.roles, data.role.id, data.role as Role, isNewer)
    if (isMessage(event)) this.noteMessage(event.data)
  }

  private noteUser(user: Author, isNewer: boolean): void {
    if (isNewer ? this.user(user.id) !== nameOf(user) : !this.authors.has(user.id)) this.authors.set(user.id, user)
  }

  private noteMessage(message: Message): void {
    if (this.messages.size >= MOST_MESSAGES) for (const id of [...this.messages.keys()].slice(0, MOST_MESSAGES / 2)) this.messages.delete(id)
    this.messages.set(message.message_id, message)
  }
}

function note<T>(known: Map<string, T>, id: string, value: T, isNewer: boolean): void {
  if (isNewer ? known.get(id) !== value : !known.has(id)) known.set(id, value)
}

function nameOf({ global_name: name, username }: Author): string {
  return name ?? username
}

function isUser(value: unknown): value is Author {
  return typeof value === 'object' && value !== null && 'id' in value && 'username' in value
}

function isNamed(value: unknown): value is { id: string; name: string } {
  return typeof value === 'object' && value !== null && 'id' in value && 'name' in value && value.name !== ''
}
