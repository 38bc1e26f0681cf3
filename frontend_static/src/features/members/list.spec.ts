import { expect, it } from 'vitest'

import type { LiveEvent } from '@/api/wire'
import { changed, membersIn } from '@/features/members/changes'
import { extendList, NOBODY, startList, type MemberPage } from '@/features/members/list'
import type { Member } from '@/features/members/model'

function aMember(user_id: string, more: Partial<Member> = {}): Member {
  return { user_id, username: `user${user_id}`, global_name: null, nick: null, avatar: null, bot: false, role_ids: [], joined_at: null, timed_out_until: null, pending: false, ...more }
}

function aPage(ids: string[], more: Partial<MemberPage> = {}): MemberPage {
  return { items: ids.map((id) => aMember(id)), total: 10, next_cursor: 'c', source: 'bot', progress: null, ...more }
}

function happened(type: string, data: object): LiveEvent {
  return { id: `${type}:1`, type, guild_id: '11', user_id: null, channel_id: null, data, timestamp: 0, v: 1, cursor: 'C1' }
}

it('shows somebody once who moved between two pages', () => {
  const list = extendList(startList(aPage(['1', '2'])), aPage(['2', '3'], { next_cursor: null }))

  expect(list.items.map(({ user_id }) => user_id)).toEqual(['1', '2', '3'])
  expect(list.next).toBeNull()
})

it('follows what happens to those who are on the list', () => {
  const list = startList(aPage(['1', '2']))
  const member = { member: true, owner: false, role_ids: ['20'], permissions: 0, top_role_id: null, top_role_position: 0, timed_out_until: '2026-01-01T00:00:00Z' }

  const after = changed(list, [
    happened('member_gone', { user_id: '1' }),
    happened('member_remove', { user_id: '1', user: null }),
    happened('member_update', { user_id: '2', member, user: null, nick: 'Bee', changes: null }),
    happened('member_join', { user_id: '3' }),
  ])

  expect(after.list.items).toEqual([aMember('2', { nick: 'Bee', role_ids: ['20'], timed_out_until: '2026-01-01T00:00:00Z' })])
  expect(after.list.total).toBe(9)
  expect(after.joined).toBe(1)
})

it('tells whom events are about', () => {
  expect(membersIn([happened('member_update', { user_id: '2' }), happened('role_create', { role: {} })])).toEqual(new Set(['2']))
})

it('takes what an event leaves out for as usual', () => {
  const list = { ...NOBODY, items: [aMember('2', { nick: 'Bee', role_ids: ['20'] })] }

  const after = changed(list, [happened('member_update', { user_id: '2', member: {}, user: null })])

  expect(after.list.items).toEqual([aMember('2')])
})
