import { describe, expect, it } from 'vitest'

import { isNarrowed, NO_FILTER, queryOf } from '@/features/cases/filter'

const NOW = Date.parse('2026-11-23T12:00:00Z')

describe('a filter of cases', () => {
  it('asks for all that is chosen at once', () => {
    const filter = { ...NO_FILTER, q: ' spam ', user: '5', by: '21', kind: 'ban', state: 'failed', source: 'discord', when: '7d', appeal: 'open', bin: '1' }

    expect(queryOf(filter, NOW)).toEqual({
      text: 'spam', user_id: '5', moderator_id: '21', kind: 'ban', state: 'failed', source: 'discord', appeal: 'open', bin: true, after: '2026-11-16T12:00:00.000Z',
    })
  })

  it('leaves out what an address says that nobody knows', () => {
    expect(queryOf({ ...NO_FILTER, kind: 'nonsense', user: 'ada', when: 'never', bin: 'yes' }, NOW)).toEqual({})
  })

  it('narrows nothing by the recycle bin alone', () => {
    expect(isNarrowed({ ...NO_FILTER, bin: '1' })).toBe(false)
    expect(isNarrowed({ ...NO_FILTER, q: 'x' })).toBe(true)
  })
})
