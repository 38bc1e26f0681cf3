import { expect, it } from 'vitest'

import { backoff } from '@/api/backoff'

it('doubles what it may wait, up to half a minute', () => {
  const longest = [0, 1, 2, 3, 10, 1_000].map((attempt) => backoff(attempt, () => 1))

  expect(longest).toEqual([500, 1_000, 2_000, 4_000, 30_000, 30_000])
})

it('leaves the moment to chance, so that a crowd does not return at once', () => {
  expect(backoff(4, () => 0)).toBe(0)
  expect(backoff(4, () => 0.5)).toBe(4_000)
})
