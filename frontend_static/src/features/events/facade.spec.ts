import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { ref, shallowRef } from 'vue'

import { live } from '@/api/connection'
import type { Follower } from '@/api/live'
import { useGuildFeed } from '@/features/events/facade'
import type { Wanted } from '@/features/events/filter'
import { guildChanges } from '@/features/events/guildChanges'
import { useFeedFilter } from '@/features/events/search'
import { aGuildUpdate, aMessageEvent } from '@/testing/factories'
import { answer, json } from '@/testing/http'
import { use } from '@/testing/page'

const EVENTS = 'GET /api/guilds/11/events'

async function aFeed(items = [aMessageEvent({ id: 'b' }), aMessageEvent({ id: 'a' })], next: string | null = null) {
  const followers: { cursor: string | null; follower: Follower; stopped: boolean }[] = []
  vi.spyOn(live, 'follow').mockImplementation((_guildId, cursor, follower) => {
    const entry = { cursor, follower, stopped: false }
    followers.push(entry)
    return () => {
      entry.stopped = true
    }
  })
  const asked = answer({ [EVENTS]: () => json({ items, next_cursor: next, live_cursor: 'C9' }) })
  const hold = ref(false)
  const wanted = shallowRef<Wanted | null>(null)
  const onEvents = vi.fn()
  const page = await use(() => useGuildFeed({ guildId: () => '11', wanted: () => wanted.value, hold: () => hold.value, onEvents }))
  return { ...page, feed: page.result, followers, asked, hold, wanted, onEvents }
}

function shown(feed: Awaited<ReturnType<typeof aFeed>>['feed']) {
  return feed.feed.value.items.map(({ id }) => id)
}

it('shows the first page, and follows the guild from exactly there', async () => {
  const { feed, followers } = await aFeed()

  expect(shown(feed)).toEqual(['b', 'a'])
  expect(followers.map(({ cursor }) => cursor)).toEqual(['C9'])
})

it('adds what happens, and holds it while somebody reads', async () => {
  const { feed, followers, hold, onEvents } = await aFeed()
  const happen = (id: string) => followers[0]?.follower.deliver([aMessageEvent({ id })])

  happen('c')
  hold.value = true
  await flushPromises()
  happen('d')
  expect(shown(feed)).toEqual(['c', 'b', 'a'])
  hold.value = false
  await flushPromises()

  expect(shown(feed)).toEqual(['d', 'c', 'b', 'a'])
  expect(onEvents).toHaveBeenCalledTimes(2)
})

it('reads the first page anew when too much was missed', async () => {
  const { feed, followers, asked } = await aFeed()
  followers[0]?.follower.deliver([aMessageEvent({ id: 'c' })])

  followers[0]?.follower.missed()
  await flushPromises()

  expect(asked).toHaveLength(2)
  expect(followers.map(({ stopped }) => stopped)).toEqual([true, false])
  expect(shown(feed)).toEqual(['b', 'a'])
})

it('reads older pages on request', async () => {
  const { feed, asked } = await aFeed(undefined, 'C1')
  answer({ [EVENTS]: () => json({ items: [aMessageEvent({ id: 'z' })], next_cursor: null, live_cursor: null }) })

  await feed.loadOlder()
  await feed.loadOlder()

  expect(shown(feed)).toEqual(['b', 'a', 'z'])
  expect(asked).toHaveLength(1)
})

it('goes past quiet times to the next thing that happened', async () => {
  const { feed } = await aFeed(undefined, 'C5')
  const asked = answer({
    [`${EVENTS}?before=C5&limit=100`]: () => json({ items: [], next_cursor: 'C4', live_cursor: null }),
    [`${EVENTS}?before=C4&limit=100`]: () => json({ items: [aMessageEvent({ id: 'z' })], next_cursor: 'C3', live_cursor: null }),
  })

  await feed.loadOlder()

  expect(shown(feed)).toEqual(['b', 'a', 'z'])
  expect(feed.feed.value.older).toBe('C3')
  expect(asked).toHaveLength(2)
})

it('stops following with its page', async () => {
  const { wrapper, followers } = await aFeed()

  wrapper.unmount()

  expect(followers[0]?.stopped).toBe(true)
})

it('asks the server for what a filter wants, and comes back to everything', async () => {
  const { feed, wanted, asked } = await aFeed()
  const filtered = answer({ [EVENTS]: () => json({ items: [aMessageEvent({ id: 'w' })], next_cursor: null, live_cursor: null }) })

  wanted.value = { type: 'member_join,member_ban', user_id: '21' }
  await flushPromises()
  expect(shown(feed)).toEqual(['w'])
  expect(new URL(filtered[0]?.url ?? '').search).toBe('?type=member_join%2Cmember_ban&user_id=21&limit=50')
  wanted.value = null
  await flushPromises()

  expect(shown(feed)).toEqual(['b', 'a'])
  expect(asked).toHaveLength(1)
})

it('lets live events through a filter that want to pass, and counts all of them', async () => {
  const { feed, wanted, followers } = await aFeed()
  answer({ [EVENTS]: () => json({ items: [], next_cursor: null, live_cursor: null }) })
  wanted.value = { user_id: '21' }
  await flushPromises()

  followers[0]?.follower.deliver([aMessageEvent({ id: 'c' }), aMessageEvent({ id: 'd', user_id: '22' })])

  expect(shown(feed)).toEqual(['c'])
  wanted.value = null
  expect(shown(feed)).toEqual(['d', 'c', 'b', 'a'])
})

it('keeps what happens while a filtered page is on its way', async () => {
  const { feed, wanted, followers } = await aFeed()
  let arrive = (_page: Response) => {}
  answer({ [EVENTS]: () => new Promise<Response>((resolve) => (arrive = resolve)) })
  wanted.value = { user_id: '21' }
  await flushPromises()

  followers[0]?.follower.deliver([aMessageEvent({ id: 'c' })])
  expect(feed.isPending.value).toBe(true)
  arrive(json({ items: [aMessageEvent({ id: 'z', cursor: 'A' })], next_cursor: null, live_cursor: null }))
  await flushPromises()

  expect(shown(feed)).toEqual(['c', 'z'])
})

it('forgets one filter’s events with the next', async () => {
  const { feed, wanted } = await aFeed()
  answer({ [EVENTS]: () => json({ items: [aMessageEvent({ id: 'w' })], next_cursor: null, live_cursor: null }) })
  wanted.value = { user_id: '21' }
  await flushPromises()
  answer({ [EVENTS]: () => new Promise<Response>(() => {}) })

  wanted.value = { user_id: '22' }
  await flushPromises()

  expect([shown(feed), feed.isPending.value]).toEqual([[], true])
})

it('keeps the filter in the address, and clears all of it at once', async () => {
  const { result: filter, router } = await use(useFeedFilter, '/?channel=32&type=joins,nonsense,bans')

  expect(filter.wanted.value).toEqual({ channel_id: '32', type: 'member_join,member_ban,member_unban' })
  filter.channel.value = ''
  filter.choices.value = ['voice']
  filter.text.value = 'hello'
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ q: 'hello', type: 'voice' })
  filter.clear()
  await flushPromises()

  expect([router.currentRoute.value.query, filter.isActive.value, filter.wanted.value]).toEqual([{}, false, null])
})

it('learns from the feed what has changed about the server', () => {
  const events = [aGuildUpdate({ name: 'Old' }), aGuildUpdate({ name: 'New', icon: 'i1', member_count: 9 }), aMessageEvent()]

  expect(guildChanges(events, 'https://cdn.example')).toEqual({
    name: 'New',
    icon_url: 'https://cdn.example/icons/11/i1.png?size=64',
    owner_id: '5',
    member_count: 9,
    is_active: true,
  })
  expect(guildChanges([aMessageEvent()], '')).toBeNull()
})
