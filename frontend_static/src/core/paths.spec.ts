import { expect, it } from 'vitest'

import { ownPath } from '@/core/paths'

it.each(['/guilds', '/guilds/11?channel=3#top', '/'])('opens our own %s', (path) => {
  expect(ownPath(path)).toBe(path)
})

it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', 'guilds', '', undefined, ['/a']])(
  'does not follow %j',
  (path) => {
    expect(ownPath(path)).toBe('/')
  },
)
