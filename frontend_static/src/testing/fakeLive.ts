import type { SocketListener } from '@/api/link'
import { Live, type LivePorts } from '@/api/live'

/** A WebSocket that the test holds both ends of. */
export class FakeSocket {
  readonly sent: Record<string, unknown>[] = []
  isClosed = false

  constructor(
    readonly url: string,
    private readonly listener: SocketListener,
  ) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }

  close(): void {
    this.isClosed = true
  }

  open(): void {
    this.listener.opened()
  }

  say(message: object): void {
    this.listener.received(JSON.stringify(message))
  }

  drop(): void {
    this.listener.closed()
  }

  /** What a subscription was asked with, or undefined if none was. */
  get subscribed() {
    return this.sent.findLast(({ action }) => action === 'subscribe')
  }
}

interface Timer {
  at: number
  run: () => void
}

/** A `Live` in a world where the test is time, chance and the network. */
export class FakeWorld {
  readonly sockets: FakeSocket[] = []
  readonly states: string[] = []
  isOnline = true
  tickets = 0
  ticketFails = false
  readonly live: Live

  private clock = 0
  private timers = new Set<Timer>()

  constructor() {
    this.live = new Live(this.ports())
    this.live.onState((state) => this.states.push(state))
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (!socket) throw new Error('nothing has connected yet')
    return socket
  }

  /** Let time pass, and everything that is due in it happen in order. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.clock + milliseconds
    await settle()
    for (let due = this.nextBefore(end); due; due = this.nextBefore(end)) {
      this.timers.delete(due)
      this.clock = due.at
      due.run()
      await settle()
    }
    this.clock = end
  }

  /** Connect and confirm every subscription, as the gateway does. */
  async connect(): Promise<void> {
    await settle()
    this.socket.open()
    this.confirm()
  }

  confirm(socket = this.socket): void {
    for (const { action, guild_id, cursor } of socket.sent) {
      if (action === 'subscribe') socket.say({ action: 'subscribed', guild_id, cursor: cursor ?? null })
    }
  }

  private ports(): LivePorts {
    return {
      address: async () => {
        this.tickets += 1
        if (this.ticketFails) throw new Error('no ticket')
        return `ws://gateway?token=${this.tickets}`
      },
      open: (url, listener) => {
        const socket = new FakeSocket(url, listener)
        this.sockets.push(socket)
        return socket
      },
      after: (milliseconds, run) => {
        const timer = { at: this.clock + milliseconds, run }
        this.timers.add(timer)
        return () => this.timers.delete(timer)
      },
      online: () => this.isOnline,
      random: () => 1,
    }
  }

  private nextBefore(end: number): Timer | undefined {
    return [...this.timers].filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at)[0]
  }
}

/** Let every promise that is ready run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve()
}
