import { expect, it, vi } from 'vitest'

import { authorizedFetch } from '@/api/authorized'
import { Auth } from '@/core/auth'
import { aGrant } from '@/testing/factories'
import { json, problem } from '@/testing/http'

const URL = 'https://guildhall.example/api/guilds'

/** An API whose only good token is the newest that it gave out. */
function anApi() {
  let refreshes = 0
  const authorizations: (string | null)[] = []
  const bodies: string[] = []
  const auth = new Auth({
    fetch: async () => {
      refreshes += 1
      return json(aGrant(`token-${refreshes}`))
    },
    now: () => 0,
    exclusively: (run) => run(),
    wasLoggedIn: { get: () => true, set: () => undefined },
  })
  const fetch = async (request: Request) => {
    authorizations.push(request.headers.get('Authorization'))
    bodies.push(await request.text())
    return request.headers.get('Authorization') === `Bearer token-${Math.max(refreshes, 2)}` ? json({}) : problem(401, 'access_token_expired')
  }
  const authorized = authorizedFetch({ auth, fetch, prefetched: () => undefined })
  return { auth, authorized, authorizations, bodies, refreshes: () => refreshes }
}

it('refreshes an expired token once for all who met it, and asks again', async () => {
  const { auth, authorized, refreshes } = anApi()
  await auth.refresh()

  const responses = await Promise.all([1, 2, 3].map(() => authorized(new Request(URL))))

  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(refreshes()).toBe(2)
})

it('sends the body again with the new token', async () => {
  const { auth, authorized, authorizations, bodies } = anApi()
  await auth.refresh()

  await authorized(new Request(URL, { method: 'PUT', body: '{"version":1}' }))

  expect(authorizations).toEqual(['Bearer token-1', 'Bearer token-2'])
  expect(bodies).toEqual(['{"version":1}', '{"version":1}'])
})

it('gives every request an id', async () => {
  const fetch = vi.fn(async (request: Request) => json({ id: request.headers.get('X-Request-Id') }))
  const auth = { token: async () => 'token', refresh: async () => null, forget: () => undefined }

  const response = await authorizedFetch({ auth, fetch, prefetched: () => undefined })(new Request(URL))

  expect(await response.json()).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/) })
})

it('passes a refusal on where the login has ended', async () => {
  const auth = { token: async () => 'old', refresh: async () => null, forget: () => undefined }
  const fetch = async () => problem(401, 'unauthenticated')

  const response = await authorizedFetch({ auth, fetch, prefetched: () => undefined })(new Request(URL))

  expect(response.status).toBe(401)
})

it('takes the answer that was asked for while the page loaded', async () => {
  const fetch = vi.fn()
  const auth = { token: async () => 'token', refresh: async () => null, forget: () => undefined }

  const response = await authorizedFetch({ auth, fetch, prefetched: async () => json({ early: true }) })(new Request(URL))

  expect(await response.json()).toEqual({ early: true })
  expect(fetch).not.toHaveBeenCalled()
})

it('asks itself where the early answer failed', async () => {
  const fetch = vi.fn(async () => json({ early: false }))
  const auth = { token: async () => 'token', refresh: async () => null, forget: () => undefined }
  const prefetched = () => Promise.reject(new TypeError('network'))

  const response = await authorizedFetch({ auth, fetch, prefetched })(new Request(URL))

  expect(await response.json()).toEqual({ early: false })
})

it.each(['login_ended', 'discord_grant_revoked'])('forgets a login that the API says is over: %s', async (code) => {
  const auth = { token: async () => 'good', refresh: vi.fn(), forget: vi.fn() }
  const authorized = authorizedFetch({ auth, fetch: async () => problem(401, code), prefetched: () => undefined })

  const response = await authorized(new Request(URL))

  expect(response.status).toBe(401)
  expect(auth.forget).toHaveBeenCalledWith(code)
  expect(auth.refresh).not.toHaveBeenCalled()
})
