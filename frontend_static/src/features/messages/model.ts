import type { Schemas } from '@/api/client'

export type Message = Schemas['MessageCreateData']
export type MessageEvent = Schemas['StoredEvent'] & { type: 'message_create'; data: Message }

export function isMessage(event: Schemas['StoredEvent']): event is MessageEvent {
  return event.type === 'message_create'
}

export function authorName({ author }: Message): string {
  return author.global_name ?? author.username
}

/** What is known of the ids that a message may mention. */
export interface Names {
  user(id: string): string | undefined
  channel(id: string): string | undefined
  role?(id: string): { name: string } | undefined
}
