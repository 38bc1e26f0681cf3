import { isMessage } from '@/features/messages/model'
import type { FeedEvent } from '@/features/events/feed'

const MINUTE_MS = 60_000
const WINDOW_MINUTES = 60
const RECENT_MINUTES = 15

interface Minute {
  messages: number
  people: Map<string, number>
  channels: Map<string, number>
}

export interface Ranked {
  id: string
  messages: number
}

export interface Summary {
  recent: number
  hour: number
  /** Messages of each of the last 60 minutes, the current one last. */
  perMinute: number[]
  people: Ranked[]
  channels: Ranked[]
}

/** Counts the messages of the last hour by minute: what it keeps does not grow with the traffic. */
export class Tally {
  private readonly minutes = new Map<number, Minute>()
  private oldest: string | null = null

  addNewer(events: readonly FeedEvent[], now: number): void {
    const first = Math.floor(now / MINUTE_MS) - WINDOW_MINUTES
    for (const event of events) {
      const minute = Math.floor(event.timestamp / MINUTE_MS)
      if (isMessage(event) && minute > first) this.count(minute, event.data.author.id, event.data.channel.id)
    }
    this.forget(first)
    this.oldest ??= events[0]?.cursor ?? null
  }

  /** Count a page of history (newest first), but nothing of it twice: the feed forgets pages and reads them again. */
  addOlder(events: readonly FeedEvent[], now: number): void {
    const { oldest } = this
    this.addNewer(oldest === null ? events : events.filter(({ cursor }) => cursor < oldest), now)
    this.oldest = events.reduce<string | null>((least, { cursor }) => (least !== null && least < cursor ? least : cursor), oldest)
  }

  summary(now: number): Summary {
    const current = Math.floor(now / MINUTE_MS)
    const window = Array.from({ length: WINDOW_MINUTES }, (_, age) => current - WINDOW_MINUTES + 1 + age)
    const minutes = window.map((minute) => this.minutes.get(minute))
    const perMinute = minutes.map((minute) => minute?.messages ?? 0)
    return {
      recent: sum(perMinute.slice(-RECENT_MINUTES)),
      hour: sum(perMinute),
      perMinute,
      people: rank(minutes.map((minute) => minute?.people)),
      channels: rank(minutes.map((minute) => minute?.channels)),
    }
  }

  private count(minute: number, person: string, channel: string): void {
    const bucket = this.minutes.get(minute) ?? { messages: 0, people: new Map(), channels: new Map() }
    bucket.messages += 1
    bump(bucket.people, person, 1)
    bump(bucket.channels, channel, 1)
    this.minutes.set(minute, bucket)
  }

  private forget(first: number): void {
    for (const minute of this.minutes.keys()) if (minute <= first) this.minutes.delete(minute)
  }
}

function rank(parts: (Map<string, number> | undefined)[]): Ranked[] {
  const total = new Map<string, number>()
  for (const part of parts) for (const [id, messages] of part ?? []) bump(total, id, messages)
  return [...total].map(([id, messages]) => ({ id, messages })).toSorted((one, other) => other.messages - one.messages)
}

function bump(counts: Map<string, number>, id: string, by: number): void {
  counts.set(id, (counts.get(id) ?? 0) + by)
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
