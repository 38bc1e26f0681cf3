import { decode, type FromGateway, type ToGateway } from '@/api/wire'

/** A WebSocket as `Link` needs it; `browserSocket.ts` has the real one. */
export interface Socket {
  send(text: string): void
  close(): void
}

export interface SocketListener {
  opened(): void
  received(text: string): void
  closed(): void
}

export interface LinkPorts {
  open(url: string, listener: SocketListener): Socket
  /** Run later; the answer cancels it. */
  after(milliseconds: number, run: () => void): () => void
}

export interface LinkListener {
  opened(link: Link): void
  received(link: Link, message: FromGateway): void
  /** Said once; not said after `close()`. */
  closed(link: Link): void
}

export const KEEP_ALIVE_MS = 240_000 // API Gateway ends a connection after 10 idle minutes
export const ANSWER_MS = 10_000

/** One connection to the gateway, kept alive, and given up when it no longer answers. */
export class Link {
  /** The guilds whose subscription is not confirmed yet. */
  readonly awaiting = new Set<string>()

  /** The cursor that each guild was last asked for. */
  private readonly asked = new Map<string, string | null>()
  private readonly socket: Socket
  private over = false
  private cancelDeadline = () => {}
  private cancelKeepAlive = () => {}

  constructor(
    private readonly ports: LinkPorts,
    url: string,
    private readonly listener: LinkListener,
  ) {
    this.expectAnswer()
    this.socket = ports.open(url, {
      opened: () => this.opened(),
      received: (text) => this.received(text),
      closed: () => this.fail(),
    })
  }

  subscribe(guildId: string, cursor: string | null): void {
    this.awaiting.add(guildId)
    this.asked.set(guildId, cursor)
    this.expectAnswer()
    this.send({ action: 'subscribe', guild_id: guildId, ...(cursor !== null && { cursor }) })
  }

  /** Whether the gateway begins later than it was asked to: what lies between is too much to replay. */
  skips(guildId: string, begin: string | null): boolean {
    const asked = this.asked.get(guildId) ?? null
    return asked !== null && begin !== null && begin > asked
  }

  unsubscribe(guildId: string): void {
    this.awaiting.delete(guildId)
    this.send({ action: 'unsubscribe', guild_id: guildId })
  }

  /** Say what is open here of a guild, to whoever else follows it. */
  show(guildId: string, subject: string | null): void {
    this.send({ action: 'viewing', guild_id: guildId, subject })
  }

  /** Ask for a sign of life now, for instance after the computer slept. */
  probe(): void {
    this.cancelKeepAlive()
    this.cancelKeepAlive = this.ports.after(KEEP_ALIVE_MS, () => this.probe())
    this.expectAnswer()
    this.send({ action: 'keep-alive' })
  }

  close(): void {
    if (this.over) return
    this.over = true
    this.cancelDeadline()
    this.cancelKeepAlive()
    this.socket.close()
  }

  private send(message: ToGateway): void {
    if (!this.over) this.socket.send(JSON.stringify(message))
  }

  private opened(): void {
    if (this.over) return
    this.cancelDeadline()
    this.cancelKeepAlive = this.ports.after(KEEP_ALIVE_MS, () => this.probe())
    this.listener.opened(this)
  }

  private received(text: string): void {
    const message = this.over ? null : decode(text)
    if (message === null) return
    if (message.action === 'subscribed') this.awaiting.delete(message.guild_id)
    if (this.awaiting.size === 0) this.cancelDeadline()
    this.listener.received(this, message)
  }

  private expectAnswer(): void {
    this.cancelDeadline()
    this.cancelDeadline = this.ports.after(ANSWER_MS, () => this.fail())
  }

  private fail(): void {
    if (this.over) return
    this.close()
    this.listener.closed(this)
  }
}
