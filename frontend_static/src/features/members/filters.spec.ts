import { describe, expect, it } from 'vitest'

import { isNarrowed, NO_FILTER, queryOf, sameFilter, sortOf } from '@/features/members/filters'
import { boundsOf, daysOf, spanOf } from '@/features/members/spans'

const NOW = Date.parse('2026-03-10T12:00:00Z')

describe('a span of time', () => {
  it('reaches back from now', () => {
    expect(boundsOf('7d', NOW)).toEqual({ after: '2026-03-03T12:00:00.000Z' })
  })

  it('goes from the beginning of one day to the end of another', () => {
    const { after, before } = boundsOf('2026-01-01..2026-01-31', NOW)

    expect(new Date(after ?? '').getTime()).toBe(new Date('2026-01-01T00:00:00').getTime())
    expect(new Date(before ?? '').getTime()).toBe(new Date('2026-02-01T00:00:00').getTime())
  })

  it.each(['', 'yesterday', '2026-13-45..', '..'])('%o has no bounds', (span) => {
    expect(boundsOf(span, NOW)).toEqual({})
  })

  it('comes back as it was chosen', () => {
    expect(daysOf(spanOf('2026-01-01', ''))).toEqual({ first: '2026-01-01', last: '' })
    expect(spanOf('', '')).toBe('')
  })
})

describe('a filter', () => {
  it('asks the API for no more than is given', () => {
    expect(queryOf(NO_FILTER, NOW)).toEqual({ sort: 'name' })
    expect(queryOf({ ...NO_FILTER, q: ' ada ', role: '20', kind: 'people', state: 'timeout', created: '1d', sort: '-joined' }, NOW)).toEqual({
      text: 'ada',
      role_id: '20',
      bot: false,
      timed_out: true,
      created_after: '2026-03-09T12:00:00.000Z',
      sort: '-joined',
    })
  })

  it('does not believe an order that the address made up', () => {
    expect(sortOf({ sort: 'drop table' })).toBe('name')
  })

  it('is narrowed by anything but the order', () => {
    expect(isNarrowed({ ...NO_FILTER, sort: '-joined' })).toBe(false)
    expect(isNarrowed({ ...NO_FILTER, joined: '7d' })).toBe(true)
  })

  it('is the same whatever spaces somebody typed', () => {
    expect(sameFilter({ ...NO_FILTER, q: 'ada ' }, { ...NO_FILTER, q: 'ada' })).toBe(true)
  })
})
