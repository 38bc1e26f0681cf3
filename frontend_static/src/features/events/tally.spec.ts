import { expect, it } from 'vitest'

import { Tally } from '@/features/events/tally'
import { aGuildUpdate, aMessageEvent } from '@/testing/factories'

const MINUTE_MS = 60_000
const NOW = 1_000 * MINUTE_MS + 30_000

function said(minutesAgo: number, author = 'ada', channel = 'general') {
  return aMessageEvent({
    timestamp: NOW - minutesAgo * MINUTE_MS,
    data: { author: { id: author, username: author, global_name: null, avatar: null }, channel: { id: channel, name: channel } },
  })
}

it('counts the last quarter of an hour and the last hour', () => {
  const tally = new Tally()

  tally.addNewer([said(70), said(59), said(20), said(14), said(0), aGuildUpdate()], NOW)

  expect(tally.summary(NOW)).toMatchObject({ recent: 2, hour: 4 })
})

it('draws every minute, the current one last', () => {
  const tally = new Tally()
  tally.addNewer([said(59), said(1), said(0), said(0)], NOW)

  const { perMinute } = tally.summary(NOW)

  expect(perMinute).toHaveLength(60)
  expect([perMinute[0], perMinute[58], perMinute[59]]).toEqual([1, 1, 2])
})

it('ranks people and channels by how much is said', () => {
  const tally = new Tally()
  tally.addNewer([said(3, 'ada', 'general'), said(2, 'bo', 'help'), said(1, 'bo', 'general')], NOW)

  const { people, channels } = tally.summary(NOW)

  expect(people).toEqual([{ id: 'bo', messages: 2 }, { id: 'ada', messages: 1 }])
  expect(channels).toEqual([{ id: 'general', messages: 2 }, { id: 'help', messages: 1 }])
})

it('moves on with time', () => {
  const tally = new Tally()
  tally.addNewer([said(10)], NOW)

  expect(tally.summary(NOW + 10 * MINUTE_MS).recent).toBe(0)
  expect(tally.summary(NOW + 10 * MINUTE_MS).hour).toBe(1)
  expect(tally.summary(NOW + 60 * MINUTE_MS).hour).toBe(0)
})

it('counts a page of history once, even if the feed reads it again', () => {
  const tally = new Tally()
  const [older, newer, newest] = [said(9), said(5), said(1)]
  tally.addOlder([newest, newer], NOW)

  tally.addOlder([older], NOW)
  tally.addOlder([newer, older], NOW)

  expect(tally.summary(NOW).recent).toBe(3)
})
