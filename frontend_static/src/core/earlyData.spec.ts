import { expect, it } from 'vitest'

import { needs } from '@/core/earlyData'
import { placeOf } from '@/pages'

it.each([
  ['/', ['/api/guilds']],
  ['/guilds/11', ['/api/guilds', '/api/guilds/11', '/api/guilds/11/access', '/api/guilds/11/events?limit=50']],
  ['/guilds/11/settings', ['/api/guilds', '/api/guilds/11', '/api/guilds/11/access', '/api/guilds/11/features/messages/settings']],
  [
    '/guilds/11/access',
    ['/api/guilds', '/api/guilds/11', '/api/guilds/11/access', '/api/guilds/11/features/access/settings', '/api/guilds/11/roles'],
  ],
  ['/account', ['/api/guilds', '/api/auth/logins']],
  ['/login', []],
  ['/guilds/../x', []],
])('knows what %s will show', (path, urls) => {
  const place = placeOf(path)

  expect(place ? needs(place) : []).toEqual(urls)
})
