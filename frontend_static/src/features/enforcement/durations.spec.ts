import { beforeEach, describe, expect, it } from 'vitest'

import { speak } from '@/core/i18n'
import { durationText, secondsIn } from '@/features/enforcement/durations'
import acts from '@/i18n/acts/en.json'

beforeEach(() => speak('en', acts))

describe('a duration in words', () => {
  it.each([
    ['2h', 7_200],
    ['7 days', 604_800],
    ['1d12h', 129_600],
    ['1 j 12 h', 129_600],
    ['10min', 600],
    ['2 semaines', 1_209_600],
    ['1 an', 31_536_000],
  ])('%s is %i seconds', (text, seconds) => {
    expect(secondsIn(text)).toBe(seconds)
  })

  it.each(['', 'soon', '2', 'h', '2h soon', '1mo', '30sec', '-2h', '2x'])('%s is none', (text) => {
    expect(secondsIn(text)).toBeNull()
  })

  it('is said in its two largest units', () => {
    expect(durationText(3_600)).toBe('1 hour')
    expect(durationText(129_600)).toBe('1 day 12 hours')
    expect(durationText(90_061)).toBe('1 day 1 hour')
    expect(durationText(30)).toBe('1 minute')
  })
})
