import { describe, expect, it, vi } from 'vitest'

import { ANSWER_MS, KEEP_ALIVE_MS } from '@/api/link'
import { FakeWorld, settle, type FakeSocket } from '@/testing/fakeLive'

const MINUTE_MS = 60_000

function aFollower() {
  const ids: string[] = []
  return { ids, missed: vi.fn(), deliver: (events: { id: string }[]) => ids.push(...events.map(({ id }) => id)) }
}

function anEvent(cursor: string, ...ids: string[]) {
  return { action: 'event', guild_id: '11', cursor, events: ids.map((id) => ({ id, cursor })) }
}

async function following(cursor: string | null = 'C1') {
  const world = new FakeWorld()
  const follower = aFollower()
  const stop = world.live.follow('11', cursor, follower)
  await world.connect()
  return { world, follower, stop }
}

describe('following a guild', () => {
  it('goes on from the cursor of the first page', async () => {
    const { world } = await following('C1')

    expect(world.socket.url).toBe('ws://gateway?token=1')
    expect(world.socket.subscribed).toEqual({ action: 'subscribe', guild_id: '11', cursor: 'C1' })
    expect(world.states).toEqual(['connecting', 'live'])
  })

  it('delivers every event once, however often it is sent', async () => {
    const { world, follower } = await following()

    world.socket.say(anEvent('C2', 'a', 'b'))
    world.socket.say(anEvent('C2', 'a', 'b'))
    world.socket.say(anEvent('C3', 'b', 'c'))

    expect(follower.ids).toEqual(['a', 'b', 'c'])
  })

  it('takes what comes late, and goes on from before whatever is still on its way', async () => {
    const { world, follower } = await following('C1')

    world.socket.say({ ...anEvent('C3', 'later'), cursor: 'C1' })
    world.socket.drop()
    await world.pass(500)
    world.socket.open()
    const asked = world.socket.subscribed
    world.confirm()
    world.socket.say(anEvent('C2', 'late'))
    world.socket.say(anEvent('C3', 'later'))
    world.socket.drop()
    await world.pass(500)
    world.socket.open()

    expect(asked).toMatchObject({ cursor: 'C1' })
    expect(follower.ids).toEqual(['later', 'late'])
    expect(world.socket.subscribed).toMatchObject({ cursor: 'C3' })
  })

  it('drops what lies before the cursor', async () => {
    const { world, follower } = await following('C5')

    world.socket.say(anEvent('C4', 'old'))
    world.socket.say(anEvent('C6', 'new'))

    expect(follower.ids).toEqual(['new'])
  })

  it('ignores other guilds, and frames that are not ours', async () => {
    const { world, follower } = await following()

    world.socket.say({ ...anEvent('C2', 'a'), guild_id: '12' })
    world.socket.say({ message: 'Internal server error', connectionId: 'x' })

    expect(follower.ids).toEqual([])
    expect(world.live.state).toBe('live')
  })

  it('says when more was missed than the gateway replays', async () => {
    const { world, follower } = await following('C1')
    world.socket.drop()
    await world.pass(1_000)
    world.socket.open()

    world.socket.say({ action: 'subscribed', guild_id: '11', cursor: 'C7' })

    expect(follower.missed).toHaveBeenCalledOnce()
  })

  it('remembers where "from now on" was', async () => {
    const { world } = await following(null)
    world.socket.say({ action: 'subscribed', guild_id: '11', cursor: 'C9' })

    world.socket.drop()
    await world.pass(1_000)
    world.socket.open()

    expect(world.socket.subscribed).toMatchObject({ cursor: 'C9' })
  })
})

describe('losing the connection', () => {
  it('comes back with a new ticket and the last cursor, so that nothing is missing or doubled', async () => {
    const { world, follower } = await following()
    world.socket.say(anEvent('C2', 'a'))

    world.socket.drop()
    await world.pass(500)
    world.socket.open()
    world.confirm()
    world.socket.say(anEvent('C2', 'a'))
    world.socket.say(anEvent('C3', 'b'))

    expect(world.socket.url).toBe('ws://gateway?token=2')
    expect(world.socket.subscribed).toMatchObject({ cursor: 'C2' })
    expect(follower.ids).toEqual(['a', 'b'])
    expect(world.states).toEqual(['connecting', 'live', 'reconnecting', 'live'])
  })

  it('waits longer after every failure, up to half a minute', async () => {
    const { world } = await following()
    world.ticketFails = true
    world.socket.drop()

    await world.pass(30_000)
    const early = world.tickets
    await world.pass(300_000)

    expect(early).toBe(1 + 5) // after 0.5, 1, 2, 4, 8 and (not yet) 16 s
    expect(world.tickets - early).toBeLessThanOrEqual(11)
  })

  it('waits for the network, and tries at once when it is back', async () => {
    const { world } = await following()
    world.isOnline = false
    world.socket.drop()
    await world.pass(60_000)
    expect(world.live.state).toBe('offline')
    expect(world.sockets).toHaveLength(1)

    world.isOnline = true
    world.live.wake()
    await world.connect()

    expect(world.live.state).toBe('live')
  })

  it('gives up a connection whose subscription is never confirmed', async () => {
    const world = new FakeWorld()
    world.live.follow('11', 'C1', aFollower())
    await settle()
    world.socket.open()

    await world.pass(ANSWER_MS + 500)

    expect(world.sockets).toHaveLength(2)
    expect(world.sockets[0]?.isClosed).toBe(true)
  })

  it('stops where the gateway refuses', async () => {
    const world = new FakeWorld()
    world.live.follow('11', 'C1', aFollower())
    await settle()
    world.socket.open()

    world.socket.say({ action: 'error', code: 'guild_forbidden', message: 'no', request_id: 'r' })
    await world.pass(MINUTE_MS)

    expect(world.live.state).toBe('refused')
    expect(world.sockets).toHaveLength(1)
  })

  it('stays away from a guild that is closed to it while it is followed', async () => {
    const { world } = await following()

    world.socket.say({ action: 'error', code: 'guild_forbidden', message: 'no', request_id: 'r', guild_id: '11' })
    await world.pass(MINUTE_MS)

    expect(world.live.state).toBe('refused')
    expect(world.socket.isClosed).toBe(true)
  })

  it('does not mind that a guild is closed that it has left already', async () => {
    const { world } = await following()

    world.socket.say({ action: 'error', code: 'guild_forbidden', message: 'no', request_id: 'r', guild_id: '99' })

    expect(world.live.state).toBe('live')
  })

  it('tries again where the gateway only stumbles', async () => {
    const world = new FakeWorld()
    world.live.follow('11', 'C1', aFollower())
    await settle()
    world.socket.open()

    world.socket.say({ action: 'error', code: 'store_unavailable', message: 'no', request_id: 'r' })
    await world.pass(1_000)

    expect(world.sockets).toHaveLength(2)
  })
})

describe('keeping the connection', () => {
  it('says keep-alive every four minutes', async () => {
    const { world } = await following()

    await world.pass(KEEP_ALIVE_MS)
    world.socket.say({ action: 'kept-alive', timestamp: 1 })
    await world.pass(KEEP_ALIVE_MS)

    expect(world.socket.sent.filter(({ action }) => action === 'keep-alive')).toHaveLength(2)
    expect(world.sockets).toHaveLength(1)
  })

  it('replaces a connection that no longer answers', async () => {
    const { world } = await following()

    await world.pass(KEEP_ALIVE_MS + ANSWER_MS + 500)

    expect(world.sockets).toHaveLength(2)
  })

  it('hands over before the gateway ends the connection, and loses nothing in between', async () => {
    const { world, follower } = await following()
    const first = world.socket
    keepAlive(first)
    await world.pass(110 * MINUTE_MS)
    const second = world.socket
    expect(second).not.toBe(first)

    second.open()
    first.say(anEvent('C2', 'a'))
    expect(first.isClosed).toBe(false)
    world.confirm(second)
    second.say(anEvent('C2', 'a'))
    second.say(anEvent('C3', 'b'))

    expect(first.isClosed).toBe(true)
    expect(follower.ids).toEqual(['a', 'b'])
    expect(world.states).toEqual(['connecting', 'live'])
  })

  it('closes half a minute after nobody follows any more', async () => {
    const { world, stop } = await following()

    stop()
    await world.pass(29_000)
    expect(world.socket.isClosed).toBe(false)
    await world.pass(2_000)

    expect(world.socket.sent.at(-1)).toEqual({ action: 'unsubscribe', guild_id: '11' })
    expect(world.socket.isClosed).toBe(true)
    expect(world.live.state).toBe('idle')
  })

  it('keeps the connection from one page to the next', async () => {
    const { world, stop } = await following()

    stop()
    world.live.follow('12', 'C4', aFollower())
    world.confirm()
    await world.pass(MINUTE_MS)

    expect(world.sockets).toHaveLength(1)
    expect(world.socket.subscribed).toMatchObject({ guild_id: '12', cursor: 'C4' })
  })
})

describe('keeping company', () => {
  const NOTICE = { action: 'notice', guild_id: '11', topic: 'case', id: '17' }

  it('tells that something changed, until nobody wants to hear it', async () => {
    const { world } = await following()
    const noticed = vi.fn()
    const leave = world.live.accompany({ noticed })

    world.socket.say(NOTICE)
    leave()
    world.socket.say(NOTICE)

    expect(noticed.mock.calls).toEqual([[NOTICE]])
  })

  it('says what is open here once the guild is followed, and again on the next connection', async () => {
    const { world } = await following()
    const viewing = { action: 'viewing', guild_id: '11', subject: 'user:5' }

    world.live.show('11', 'user:5')
    expect(world.socket.sent.at(-1)).toEqual(viewing)
    world.socket.drop()
    await world.pass(MINUTE_MS)
    await world.connect()

    expect(world.socket.sent.at(-1)).toEqual(viewing)
  })

  it('says nothing of a guild that it does not follow, nor of what was closed again', async () => {
    const { world } = await following()

    world.live.show('12', 'user:5')
    world.live.show('11', 'case:7')
    world.live.show('11', null)

    expect(world.socket.sent.filter(({ action }) => action === 'viewing').map(({ guild_id, subject }) => [guild_id, subject])).toEqual([
      ['11', 'case:7'],
      ['11', null],
    ])
  })

  it('tells who else has the same thing open', async () => {
    const { world } = await following()
    const seen = vi.fn()
    world.live.accompany({ seen })

    world.socket.say({ action: 'viewers', guild_id: '11', subject: 'user:5', viewers: [{ user_id: '6', name: 'Bruno' }] })

    expect(seen).toHaveBeenCalledWith('11', 'user:5', [{ user_id: '6', name: 'Bruno' }])
  })
})

/** Answer every keep-alive, as the gateway does. */
function keepAlive(socket: FakeSocket): void {
  vi.spyOn(socket, 'send').mockImplementation((text) => {
    if (text.includes('keep-alive')) socket.say({ action: 'kept-alive', timestamp: 1 })
  })
}
