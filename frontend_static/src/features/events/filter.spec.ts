import { expect, it } from 'vitest'

import { passes } from '@/features/events/filter'
import { aGuildUpdate, aMessageEvent } from '@/testing/factories'

const EVERYTHING = { channel: '', author: '', text: '' }
const event = aMessageEvent({ data: { content: 'Où est le Café ?' } })

it.each([
  [EVERYTHING, true],
  [{ ...EVERYTHING, channel: '31' }, true],
  [{ ...EVERYTHING, channel: '32' }, false],
  [{ ...EVERYTHING, author: '21' }, true],
  [{ ...EVERYTHING, author: '22' }, false],
  [{ ...EVERYTHING, text: 'cafe' }, true],
  [{ ...EVERYTHING, text: 'ADA' }, true],
  [{ ...EVERYTHING, text: 'tea' }, false],
  [{ channel: '31', author: '21', text: 'ou est' }, true],
])('%j lets a message through: %s', (filter, result) => {
  expect(passes(event, filter)).toBe(result)
})

it('shows what happens to the server only without a filter', () => {
  expect(passes(aGuildUpdate(), EVERYTHING)).toBe(true)
  expect(passes(aGuildUpdate(), { ...EVERYTHING, text: 'aurora' })).toBe(false)
})

it('finds a message without content by its author', () => {
  const kept = aMessageEvent({ data: { content: null } })

  expect(passes(kept, { ...EVERYTHING, text: 'ada' })).toBe(true)
})
