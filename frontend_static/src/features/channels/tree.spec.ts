import { describe, expect, it } from 'vitest'

import { arranged, dropTarget, moved, movedIds, movesOf, ordered, orderText, stepped, type Placed } from '@/features/channels/tree'

function aChannel(id: string, position: number, parent_id: string | null = null, type = 0): Placed {
  return { id, position, parent_id, type }
}

const LIST = ordered([
  aChannel('21', 1, '2'),
  aChannel('20', 0, '2'),
  aChannel('29', 0, '2', 2),
  aChannel('1', 0),
  aChannel('2', 0, null, 4),
  aChannel('3', 1, null, 4),
  aChannel('30', 0, '3'),
])

function said(list: readonly Placed[]): string {
  return list.map(({ id, parent_id }) => (parent_id === null ? id : `${parent_id}/${id}`)).join(' ')
}

it('shows channels as Discord does: without a category first, what is spoken in last', () => {
  expect(said(LIST)).toBe('1 2 2/20 2/21 2/29 3 3/30')
})

it('shows a channel of a category that nobody can see at the top', () => {
  expect(said(ordered([aChannel('7', 0, '99'), aChannel('2', 0, null, 4)]))).toBe('99/7 2')
})

describe('a move', () => {
  it('puts a channel before another one, of another category too', () => {
    expect(said(moved(LIST, '1', { parent_id: '2', before: '21' }))).toBe('2 2/20 2/1 2/21 2/29 3 3/30')
  })

  it('puts it at the end of a category', () => {
    expect(said(moved(LIST, '20', { parent_id: '3', before: null }))).toBe('1 2 2/21 2/29 3 3/30 3/20')
  })

  it('takes along what is in a category', () => {
    expect(said(moved(LIST, '3', { parent_id: null, before: '2' }))).toBe('1 3 3/30 2 2/20 2/21 2/29')
  })

  it('never puts a category into another one', () => {
    expect(said(moved(LIST, '3', { parent_id: '2', before: null }))).toBe(said(LIST))
  })

  it('is nothing where there is no such channel', () => {
    expect(said(moved(LIST, '404', { parent_id: null, before: null }))).toBe(said(LIST))
  })
})

describe('a step', () => {
  it.each([
    ['up', '21', -1, '1 2 2/21 2/20 2/29 3 3/30'],
    ['down', '20', 1, '1 2 2/21 2/20 2/29 3 3/30'],
    ['up and out of a category', '20', -1, '1 20 2 2/21 2/29 3 3/30'],
    ['down into the next category', '21', 1, '1 2 2/20 2/29 3 3/21 3/30'],
    ['of a category', '3', -1, '1 3 3/30 2 2/20 2/21 2/29'],
    ['past the end', '30', 1, said(LIST)],
    ['past the start', '1', -1, said(LIST)],
  ] as const)('%s', (_, id, step, after) => {
    expect(said(stepped(LIST, id, step))).toBe(after)
  })

  it('and one back lead to where it was', () => {
    expect(said(stepped(stepped(LIST, '21', 1), '21', -1))).toBe(said(LIST))
  })
})

describe('what Discord is told', () => {
  it('is nothing where nothing was moved', () => {
    expect(movesOf(LIST, LIST)).toEqual([])
  })

  it('is only about channels that stand elsewhere', () => {
    expect(movesOf(LIST, stepped(LIST, '20', 1))).toEqual([
      { id: '21', parent_id: '2', position: 0 },
      { id: '20', parent_id: '2', position: 1 },
    ])
  })

  it('names the new category, and leads to the order that is on the screen', () => {
    const after = moved(LIST, '1', { parent_id: '3', before: '30' })

    const moves = movesOf(LIST, after)
    const told = LIST.map((channel) => ({ ...channel, ...moves.find(({ id }) => id === channel.id) }))

    expect(moves.map(({ id }) => id)).toContain('1')
    expect(said(ordered(told))).toBe(said(after))
  })
})

it('names the fewest channels that were moved', () => {
  expect(movedIds(LIST, stepped(stepped(LIST, '20', 1), '20', 1))).toEqual(['20'])
})

it('comes back from the one field that a draft has for it', () => {
  const after = stepped(LIST, '21', 1)

  expect(said(arranged(LIST, orderText(after)))).toBe(said(after))
})

describe('what is dropped', () => {
  it.each([
    ['on the upper half of a channel', '30', '20', 'upper', { parent_id: '2', before: '20' }],
    ['on the lower half', '30', '20', 'lower', { parent_id: '2', before: '21' }],
    ['on the last one', '1', '30', 'lower', { parent_id: '3', before: null }],
    ['on a category, comes first in it', '1', '3', 'lower', { parent_id: '3', before: '30' }],
    ['as a category, above another one', '3', '2', 'upper', { parent_id: null, before: '2' }],
    ['as a category, on a channel of another one', '3', '20', 'lower', { parent_id: null, before: '3' }],
    ['on itself', '1', '1', 'upper', null],
  ] as const)('%s', (_, id, over, half, target) => {
    expect(dropTarget(LIST, id, over, half)).toEqual(target)
  })
})
