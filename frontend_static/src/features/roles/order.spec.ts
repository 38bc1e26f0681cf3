import { describe, expect, it } from 'vitest'

import { moved, movedIds, ranked, stepped } from '@/features/roles/order'

const ROLES = ranked([
  { id: '11', position: 0 },
  { id: '50', position: 5 },
  { id: '20', position: 2 },
  { id: '30', position: 3 },
  { id: '10', position: 1 },
])
const movable = ({ id }: { id: string }) => !['50', '11'].includes(id)

function said(roles: readonly { id: string }[]): string {
  return roles.map(({ id }) => id).join(' ')
}

it('has the highest role first, and of two at one position the older', () => {
  expect(said(ROLES)).toBe('50 30 20 10 11')
  expect(said(ranked([{ id: '9', position: 1 }, { id: '10', position: 1 }]))).toBe('9 10')
})

describe('a move', () => {
  it.each([
    ['before another one', '10', '30', '50 10 30 20 11'],
    ['to the end, above those that may not be moved', '30', null, '50 20 10 30 11'],
    ['above one that may not be moved', '10', '50', '50 30 20 10 11'],
    ['of one that may not be moved', '50', '10', '50 30 20 10 11'],
  ] as const)('%s', (_, id, before, after) => {
    expect(said(moved(ROLES, id, before, movable))).toBe(after)
  })

  it('goes one step, but over none that may not be moved', () => {
    expect(said(stepped(ROLES, '20', -1, movable))).toBe('50 20 30 10 11')
    expect(said(stepped(ROLES, '20', 1, movable))).toBe('50 30 10 20 11')
    expect(said(stepped(ROLES, '30', -1, movable))).toBe(said(ROLES))
    expect(said(stepped(ROLES, '10', 1, movable))).toBe(said(ROLES))
  })
})

it('names the fewest roles that were moved', () => {
  expect(movedIds(ROLES, moved(ROLES, '10', '30', movable))).toEqual(['10'])
})
