import { expect, it } from 'vitest'

import { barsOf, together } from '@/features/activity/series'

function hours(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    hour: new Date(Date.UTC(2026, 2, 1, index)).toISOString(),
    messages: index + 1,
    joins: 0,
    leaves: 0,
    moderation_actions: 0,
    active_members: index % 3,
  }))
}

it('shows a day hour by hour', () => {
  const bars = barsOf(hours(24), 'messages')

  expect(bars).toHaveLength(24)
  expect(bars[2]).toEqual({ from: Date.UTC(2026, 2, 1, 2), until: Date.UTC(2026, 2, 1, 3), value: 3 })
})

it('shows a week by six hours', () => {
  const bars = barsOf(hours(168), 'messages')

  expect(bars).toHaveLength(28)
  expect(bars[0]?.value).toBe(1 + 2 + 3 + 4 + 5 + 6)
})

it('does not add up members, who may be the same', () => {
  expect(together([3, 5, 4], 'active_members')).toBe(5)
  expect(together([], 'active_members')).toBe(0)
})
