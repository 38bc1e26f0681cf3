import { expect, it } from 'vitest'

import { CHOICES, choicesIn, GROUPS, withGroup } from '@/features/events/choices'
import { addressOf, isWanted, localOf, wantedOf } from '@/features/events/filter'
import { aMessageEvent } from '@/testing/factories'

const NOW = Date.UTC(2026, 2, 10, 12, 30, 20)
const MINUTE = 60_000
const NOTHING = { type: '', user: '', channel: '', time: '', since: '', until: '' } as const

it.each([
  [{}, null],
  [{ type: 'joins' }, { type: 'member_join' }],
  [{ type: 'bans,joins' }, { type: 'member_join,member_ban,member_unban' }],
  [{ type: 'nonsense' }, null],
  [{ user: '21', channel: '31' }, { user_id: '21', channel_id: '31' }],
  [{ user: 'ada' }, null],
  [{ time: 'day' }, { since: Date.UTC(2026, 2, 9, 12, 30) }],
  [{ time: 'week' }, { since: Date.UTC(2026, 2, 3, 12, 30) }],
  [{ time: 'today' }, { since: new Date(NOW).setHours(0, 0, 0, 0) }],
  [{ time: 'custom' }, null],
  [
    { time: 'custom', since: '2026-03-01T09:00Z', until: '2026-03-01T10:00Z' },
    { since: Date.UTC(2026, 2, 1, 9), until: Date.UTC(2026, 2, 1, 10) + MINUTE - 1 },
  ],
  [{ since: '2026-03-01T09:00Z' }, null],
] as const)('%j asks for %j', (filter, wanted) => {
  expect(wantedOf({ ...NOTHING, ...filter }, NOW)).toEqual(wanted)
})

it.each([
  [{}, true],
  [{ type: 'message_create,member_join' }, true],
  [{ type: 'member_join' }, false],
  [{ user_id: '21', channel_id: '31' }, true],
  [{ user_id: '22' }, false],
  [{ channel_id: '32' }, false],
  [{ since: 1_000_000, until: 1_000_000 }, true],
  [{ since: 1_000_001 }, false],
  [{ until: 999_999 }, false],
])('%j lets a live message through: %s', (wanted, result) => {
  expect(isWanted(aMessageEvent(), wanted)).toBe(result)
})

it('shows a moment in the viewer’s zone, and writes it down in everybody’s', () => {
  const local = localOf('2026-03-01T09:00Z')

  expect(Date.parse(local)).toBe(Date.UTC(2026, 2, 1, 9))
  expect(addressOf(local)).toBe('2026-03-01T09:00Z')
  expect([localOf(''), addressOf('')]).toEqual(['', ''])
})

it('has every choice in one group', () => {
  expect(Object.values(GROUPS).flat().toSorted()).toEqual(Object.keys(CHOICES).toSorted())
})

it('chooses a whole group, or nothing of it', () => {
  const chosen = withGroup(['joins', 'voice'], 'members', true)

  expect(choicesIn(chosen.join(','))).toEqual(['joins', 'leaves', 'changes', 'voice'])
  expect(withGroup(chosen, 'members', false)).toEqual(['voice'])
})
