import { backoff } from '@/api/backoff'
import { Link, type LinkListener, type LinkPorts } from '@/api/link'
import { RecentIds } from '@/api/recentIds'
import type { FromGateway, LiveEvent, Notice, Refusal, Viewer } from '@/api/wire'

export type LiveState = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'offline' | 'refused'

export interface LivePorts extends LinkPorts {
  /** The address for one connection, with a fresh one-time ticket. */
  address(): Promise<string>
  online(): boolean
  random(): number
}

export interface Follower {
  /** New events, oldest first; now and then one comes after younger ones, and its cursor says where it belongs. */
  deliver(events: LiveEvent[]): void
  /** Too much has happened to replay it: what is on the screen has to be read anew. */
  missed(): void
}

/** What is told besides events, of every guild that is followed. */
export interface Company {
  noticed?(notice: Notice): void
  /** Who else has the same thing open. */
  seen?(guildId: string, subject: string, viewers: Viewer[]): void
}

interface Subscription extends Follower {
  guildId: string
  /** Everything up to here was on the page when the following began. */
  begin: string | null
  /** Where a next connection goes on: nothing up to here is still on its way to us. */
  cursor: string | null
  seen: RecentIds
}

const HAND_OVER_MS = 110 * 60_000 // API Gateway ends every connection after 2 hours
const IDLE_MS = 30_000 // a page change must not cost a new connection
const REFUSALS = new Set(['forbidden', 'guild_forbidden'])

/**
 * The live events of the followed guilds, each once and in order, over one connection that replaces itself:
 * when it breaks, when it grows old, and when the network comes back.
 */
export class Live implements LinkListener {
  state: LiveState = 'idle'

  private readonly subscriptions = new Map<string, Subscription>()
  private readonly watchers = new Set<(state: LiveState) => void>()
  private readonly company = new Set<Company>()
  /** What is open here, by guild. */
  private readonly subjects = new Map<string, string>()
  private current: Link | null = null
  private next: Link | null = null
  private dialling = false
  private attempt = 0
  private cancelRetry = () => {}
  private cancelHandOver = () => {}
  private cancelIdle = () => {}

  constructor(private readonly ports: LivePorts) {}

  onState(watcher: (state: LiveState) => void): void {
    this.watchers.add(watcher)
  }

  /** Tell `others` what is said besides events, until the returned function is called. */
  accompany(others: Company): () => void {
    this.company.add(others)
    return () => this.company.delete(others)
  }

  /** Say what is open here of a guild; a connection that comes later says it again. */
  show(guildId: string, subject: string | null): void {
    if (subject === null) this.subjects.delete(guildId)
    else this.subjects.set(guildId, subject)
    if (this.current && this.subscriptions.has(guildId) && !this.current.awaiting.has(guildId)) this.current.show(guildId, subject)
  }

  /** Tell `follower` every event of a guild after `cursor`, until the returned function is called. */
  follow(guildId: string, cursor: string | null, follower: Follower): () => void {
    const subscription = { ...follower, guildId, begin: cursor, cursor, seen: new RecentIds() }
    this.subscriptions.set(guildId, subscription)
    this.cancelIdle()
    if (this.current) this.subscribe(this.current, subscription)
    if (!this.current && !this.next) this.retryNow()
    return () => this.unfollow(subscription)
  }

  /** The network or the page is back: trust nothing, ask at once. */
  wake(): void {
    if (this.subscriptions.size === 0) return
    if (!this.ports.online()) this.enter('offline')
    else if (this.current) this.current.probe()
    else if (!this.next) this.retryNow()
  }

  opened(link: Link): void {
    for (const subscription of this.subscriptions.values()) this.subscribe(link, subscription)
    this.settle(link)
  }

  received(link: Link, message: FromGateway): void {
    if (message.action === 'event') this.deliver(message.guild_id, message.cursor, message.events)
    if (message.action === 'notice') for (const each of this.company) each.noticed?.(message)
    if (message.action === 'viewers') for (const each of this.company) each.seen?.(message.guild_id, message.subject, message.viewers)
    if (message.action === 'subscribed') this.confirmed(link, message.guild_id, message.cursor ?? null)
    if (message.action === 'error' && this.concernsUs(link, message)) this.refused(link, message.code)
    else this.settle(link)
  }

  closed(link: Link): void {
    if (link === this.current) this.current = null
    if (link === this.next) this.next = null
    if (!this.current) this.cancelHandOver()
    this.retryLater()
  }

  private subscribe(link: Link, { guildId, cursor }: Subscription): void {
    link.subscribe(guildId, cursor)
    if (link === this.current) this.enter('connecting')
  }

  private unfollow(subscription: Subscription): void {
    if (this.subscriptions.get(subscription.guildId) !== subscription) return
    this.subscriptions.delete(subscription.guildId)
    this.current?.unsubscribe(subscription.guildId)
    if (this.subscriptions.size === 0) this.cancelIdle = this.ports.after(IDLE_MS, () => this.stop())
  }

  /** Once every subscription is confirmed on a link, it is the one; the old one, if any, has done its work. */
  private settle(link: Link): void {
    if (link.awaiting.size > 0) return
    if (link === this.next) this.promote(link)
    if (link === this.current) this.enter('live')
  }

  private promote(link: Link): void {
    this.current?.close()
    this.current = link
    this.next = null
    this.attempt = 0
    this.cancelHandOver()
    this.cancelHandOver = this.ports.after(HAND_OVER_MS, () => void this.dial())
  }

  private confirmed(link: Link, guildId: string, begin: string | null): void {
    const subscription = this.subscriptions.get(guildId)
    if (!subscription) return
    subscription.begin ??= begin
    subscription.cursor ??= begin // who asked for "from now on" learns where that was: a reconnect has no gap
    if (link.skips(guildId, begin)) subscription.missed()
    const subject = this.subjects.get(guildId)
    if (subject !== undefined) link.show(guildId, subject)
  }

  private deliver(guildId: string, cursor: string, events: LiveEvent[]): void {
    const subscription = this.subscriptions.get(guildId)
    if (!subscription) return
    if (subscription.cursor === null || cursor > subscription.cursor) subscription.cursor = cursor
    const begin = subscription.begin ?? ''
    const fresh = events.filter((event) => event.cursor > begin && subscription.seen.add(event.id))
    if (fresh.length > 0) subscription.deliver(fresh)
  }

  /** A subscription that was asked for and is not given, or one that has ended: the guild is closed to us. */
  private concernsUs(link: Link, { code, guild_id }: Refusal): boolean {
    const guildId = guild_id ?? null // an older gateway does not name the guild
    if (guildId !== null && !this.subscriptions.has(guildId)) return false
    return link.awaiting.size > 0 || (guildId !== null && REFUSALS.has(code))
  }

  private refused(link: Link, code: string): void {
    link.close()
    if (!REFUSALS.has(code)) return this.closed(link)
    this.stop()
    this.enter('refused')
  }

  private retryNow(): void {
    this.cancelRetry()
    this.enter(this.state === 'idle' || this.state === 'refused' ? 'connecting' : 'reconnecting')
    void this.dial()
  }

  private retryLater(): void {
    this.cancelRetry()
    if (this.subscriptions.size === 0) return this.enter('idle')
    if (!this.current) this.enter(this.ports.online() ? 'reconnecting' : 'offline')
    this.cancelRetry = this.ports.after(backoff(this.attempt++, this.ports.random), () => void this.dial())
  }

  private async dial(): Promise<void> {
    if (this.next || this.dialling) return
    if (!this.ports.online()) return this.retryLater()
    this.dialling = true
    const address = await this.ports.address().catch(() => null)
    this.dialling = false
    if (address === null) this.retryLater()
    else if (this.subscriptions.size > 0) this.next = new Link(this.ports, address, this)
    else this.stop()
  }

  private stop(): void {
    for (const link of [this.current, this.next]) link?.close()
    this.current = this.next = null
    for (const cancel of [this.cancelRetry, this.cancelHandOver, this.cancelIdle]) cancel()
    this.attempt = 0
    this.enter('idle')
  }

  private enter(state: LiveState): void {
    if (this.state === state) return
    this.state = state
    for (const watcher of this.watchers) watcher(state)
  }
}
