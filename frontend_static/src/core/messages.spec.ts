import { expect, it } from 'vitest'

import { compose, flatten } from '@/core/messages'

it('flattens a tree to dotted keys', () => {
  expect(flatten({ a: 'x', b: { c: 'y', d: { e: 'z' } } })).toEqual([
    ['a', 'x'],
    ['b.c', 'y'],
    ['b.d.e', 'z'],
  ])
})

it('fills in what it is given, and leaves what it is not', () => {
  expect(compose('{name} has {count} of {all}', { name: 'Ada', count: 3 })).toBe('Ada has 3 of {all}')
})

it.each([
  [0, 'none'],
  [1, 'one'],
  [2, '2 many'],
  [40, '40 many'],
])('chooses the form for %d', (number, text) => {
  expect(compose('none | one | {count} many', { count: number }, number)).toBe(text)
})
