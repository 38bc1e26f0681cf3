import { describe, expect, it } from 'vitest'

import { meantBy } from '@/features/jobs/naming'
import { readPasted, together } from '@/features/jobs/people'
import type { Member } from '@/features/members/model'

const ADA = '123456789012345678'
const BEA = '223456789012345678'

function aMember(about: Partial<Member>): Member {
  return { user_id: ADA, username: 'ada', global_name: null, nick: null, avatar: null, bot: false, role_ids: [], joined_at: null, timed_out_until: null, pending: false, ...about }
}

describe('what somebody pastes', () => {
  it.each([
    [`${ADA}\n${BEA}`, [ADA, BEA], []],
    [`<@${ADA}> <@!${BEA}>`, [ADA, BEA], []],
    [`${ADA}, ${BEA};${ADA}`, [ADA, BEA], []],
    [`1. x\n${ADA}.`, [ADA], ['1. x']],
    ['Ada Lovelace\n@bea', [], ['Ada Lovelace', 'bea']],
    [`ada, ${BEA}, Bea the second`, [BEA], ['ada', 'Bea the second']],
    ['2026', [], ['2026']],
    [' \r\n\n', [], []],
  ])('%j names %j and %j', (text, ids, names) => {
    expect(readPasted(text)).toEqual({ ids, names })
  })

  it('counts everybody once, by the name that was known first', () => {
    expect(together([{ id: ADA, name: 'Ada' }], [{ id: ADA, name: ADA }, { id: BEA, name: BEA }])).toEqual([{ id: ADA, name: 'Ada' }, { id: BEA, name: BEA }])
  })
})

describe('a name', () => {
  it('is the member whose user name it is, whoever else is called so', () => {
    const found = [aMember({ user_id: BEA, username: 'bea', nick: 'Ada' }), aMember({})]

    expect(meantBy('ADA', found)).toEqual({ somebody: { id: ADA, name: 'ada' } })
  })

  it('is nobody where only a part of it is theirs', () => {
    expect(meantBy('ad', [aMember({})])).toEqual({ somebody: null, why: 'nobody' })
  })

  it('is nobody where two are called so', () => {
    expect(meantBy('Ada', [aMember({ username: 'x', nick: 'Ada' }), aMember({ user_id: BEA, username: 'y', global_name: 'ada' })])).toEqual({ somebody: null, why: 'several' })
  })
})
