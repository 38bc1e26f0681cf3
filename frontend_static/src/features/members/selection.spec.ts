import { describe, expect, it } from 'vitest'

import type { Member } from '@/features/members/model'
import { NO_SELECTION, toggled, withoutThese, withThese } from '@/features/members/selection'

const members: Member[] = ['a', 'b', 'c', 'd'].map((id) => ({ user_id: id, username: id, global_name: null, nick: null, avatar: null, bot: false, role_ids: [], joined_at: null, timed_out_until: null, pending: false }))

describe('the members who are chosen', () => {
  it('are those whose rows were clicked, until they are clicked again', () => {
    const one = toggled(NO_SELECTION, members, 1, null)

    expect([...one.keys()]).toEqual(['b'])
    expect([...toggled(one, members, 1, null).keys()]).toEqual([])
  })

  it('are all from the last row to this one, in either direction', () => {
    expect([...toggled(NO_SELECTION, members, 2, 0).keys()]).toEqual(['a', 'b', 'c'])
    expect([...toggled(NO_SELECTION, members, 0, 2).keys()]).toEqual(['a', 'b', 'c'])
  })

  it('are fewer by a range that ends on one of them', () => {
    expect([...toggled(withThese(NO_SELECTION, members), members, 2, 1).keys()]).toEqual(['a', 'd'])
  })

  it('stay chosen when the list shows others', () => {
    expect([...withoutThese(withThese(NO_SELECTION, members), members.slice(2)).keys()]).toEqual(['a', 'b'])
    expect(toggled(NO_SELECTION, [], 3, null)).toBe(NO_SELECTION)
  })
})
