import { describe, expect, it } from 'vitest'

import { filterOf, flawOf, isWholesale, noTerms } from '@/features/purges/filter'
import { flawOfPattern } from '@/features/purges/pattern'

const NOTHING = noTerms([], [])

describe('what a purge is narrowed down by', () => {
  it('is not everything everywhere', () => {
    expect(flawOf(NOTHING)).toBe('everything')
    expect(flawOf({ ...NOTHING, pinned: true })).toBe('everything')
    expect(flawOf({ ...NOTHING, channelIds: ['1'] })).toBeNull()
    expect(flawOf({ ...NOTHING, writers: 'people' })).toBeNull()
  })

  it('says when everything in its channels goes', () => {
    expect(isWholesale({ ...NOTHING, channelIds: ['1'], after: '2026-11-01T00:00' })).toBe(true)
    expect(isWholesale({ ...NOTHING, channelIds: ['1'], links: true })).toBe(false)
  })

  it('has a time that does not contradict itself', () => {
    expect(flawOf({ ...NOTHING, after: '2026-11-02T00:00', before: '2026-11-01T00:00' })).toBe('contradictory')
    expect(filterOf({ ...NOTHING, after: '2026-11-02T00:00' }).after).toBe(new Date('2026-11-02T00:00').toISOString())
  })

  it('keeps the spaces of a pattern, and not those around a text', () => {
    expect(filterOf({ ...NOTHING, text: ' spam ', pattern: ' a' })).toMatchObject({ text: 'spam', pattern: ' a', bots: null })
  })
})

describe('a pattern', () => {
  it.each(['free|nitro', String.raw`discord\.gg/\w+`, '(?i)hello', '(?P<name>a)', '[(]', String.raw`\(\?=`, '[?=+]+', String.raw`a\++`, 'a{2,3}?', String.raw`\\1`, '[[:alpha:]]+', '[^]]'])('%j is one', (pattern) => {
    expect(flawOfPattern(pattern)).toBeNull()
  })

  it.each([
    ['a(?=b)', 'lookaround'],
    ['(?<!a)b', 'lookaround'],
    ['(?>a)', 'atomic'],
    ['a++', 'atomic'],
    [String.raw`(a)\1`, 'backreference'],
    ['(a', 'syntax'],
    ['a)', 'syntax'],
    ['[a', 'syntax'],
  ])('%j is none: %s', (pattern, flaw) => {
    expect(flawOfPattern(pattern)).toBe(flaw)
  })
})
