import { afterEach, describe, expect, it } from 'vitest'

import { age, count, relativeTime } from '@/core/format'
import { speak } from '@/core/i18n'
import en from '@/i18n/en.json'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const ago = (seconds: number) => relativeTime(NOW - seconds * 1000, NOW)

afterEach(() => speak('en', en))

describe('how long ago', () => {
  it.each([
    [2, 'now'],
    [59, '59s ago'],
    [60, '1m ago'],
    [7_300, '2h ago'],
    [100_000, 'yesterday'],
    [3 * 2_629_800, '3mo ago'],
  ])('%d seconds in English', (seconds, text) => {
    expect(ago(seconds)).toBe(text)
  })

  it.each([
    [300, 'il y a 5 min'],
    [3 * 2_629_800, 'il y a 3 mois'],
  ])('%d seconds in French', (seconds, text) => {
    speak('fr', en)

    expect(ago(seconds).replaceAll(/\s/g, ' ')).toBe(text)
  })
})

it.each([
  [1, 'now'],
  [90, '1m'],
  [7_300, '2h'],
  [200_000, '2d'],
])('%d seconds are %s', (seconds, text) => {
  expect(age(NOW - seconds * 1000, NOW)).toBe(text)
})

it('groups the digits as the reader does', () => {
  expect(count(128_443)).toBe('128,443')
})
