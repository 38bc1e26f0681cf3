import { describe, expect, it, vi } from 'vitest'

import { Auth, RefusedError, UnreachableError } from '@/core/auth'
import { aGrant, ADA } from '@/testing/factories'
import { json, problem } from '@/testing/http'

const zero = (): number => 0

function anAuth(fetch: (path: string, init: RequestInit) => Promise<Response>, { wasLoggedIn = true, now = zero } = {}) {
  const hint = { get: () => wasLoggedIn, set: vi.fn((value: boolean) => (wasLoggedIn = value)) }
  const exclusively = vi.fn((run: () => Promise<unknown>) => run())
  const auth = new Auth({ fetch, now, exclusively: exclusively as never, wasLoggedIn: hint })
  return { auth, hint, exclusively }
}

describe('restoring the login of an earlier visit', () => {
  it('asks for nothing in a browser that never logged in', async () => {
    const fetch = vi.fn()
    const { auth } = anAuth(fetch, { wasLoggedIn: false })

    expect(await auth.restore()).toBeNull()
    expect(fetch).not.toHaveBeenCalled()
  })

  it('refreshes once, however many ask, alone among the tabs', async () => {
    const fetch = vi.fn(async () => json(aGrant('one')))
    const { auth, exclusively } = anAuth(fetch)

    const logins = await Promise.all([auth.restore(), auth.restore(), auth.refresh()])

    expect(logins.map((login) => login?.user)).toEqual([ADA, ADA, ADA])
    expect(fetch).toHaveBeenCalledOnce()
    expect(exclusively).toHaveBeenCalledOnce()
    expect(fetch).toHaveBeenCalledWith(
      '/api/auth/refresh',
      expect.objectContaining({ method: 'POST', headers: expect.objectContaining({ 'X-Guildhall': '1' }) }),
    )
  })

  it('forgets a login that the server has ended', async () => {
    const { auth, hint } = anAuth(async () => problem(401, 'refresh_rejected'))
    const heard = vi.fn()
    auth.onChange(heard)

    expect(await auth.restore()).toBeNull()
    expect(hint.set).toHaveBeenCalledWith(false)
    expect(heard).toHaveBeenCalledWith(null, null)
  })

  it.each([
    ['the network is down', async () => Promise.reject(new TypeError('offline')), UnreachableError],
    ['something else answers', async () => new Response('<html>', { status: 502 }), UnreachableError],
    ['the database is down', async () => problem(503, 'store_unavailable'), RefusedError],
    ['it asks too often', async () => problem(429, 'rate_limited'), RefusedError],
  ])('keeps the login when %s', async (_, fetch, error) => {
    const { auth, hint } = anAuth(fetch)

    await expect(auth.restore()).rejects.toBeInstanceOf(error)
    expect(hint.set).not.toHaveBeenCalled()
  })
})

describe('the access token', () => {
  it('is renewed shortly before it expires', async () => {
    let now = 0
    let given = 0
    const { auth } = anAuth(async () => json(aGrant(`token-${(given += 1)}`, 900)), { now: () => now })
    await auth.refresh()

    now = 870_000
    expect(await auth.token()).toBe('token-1')
    now = 881_000

    expect(await auth.token()).toBe('token-2')
  })

  it('is not renewed for a token that has been replaced already', async () => {
    const fetch = vi.fn(async () => json(aGrant('new')))
    const { auth } = anAuth(fetch)
    await auth.refresh()

    expect((await auth.refresh('old'))?.token).toBe('new')
    expect(fetch).toHaveBeenCalledOnce()
  })
})

describe('logging in and out', () => {
  it('exchanges the session of the redirect', async () => {
    const fetch = vi.fn(async () => json({ ...aGrant('one'), return_to: '/guilds/11' }))
    const { auth } = anAuth(fetch, { wasLoggedIn: false })

    expect(await auth.exchange('s1')).toBe('/guilds/11')
    expect(auth.current?.user).toEqual(ADA)
    expect(fetch).toHaveBeenCalledWith('/api/auth/exchange-session', expect.objectContaining({ body: '{"session":"s1"}' }))
  })

  it('says why a session cannot be exchanged', async () => {
    const { auth } = anAuth(async () => problem(400, 'session_invalid'))

    await expect(auth.exchange('s1')).rejects.toMatchObject({ code: 'session_invalid' })
  })

  it('logs out here even when the server cannot be told', async () => {
    const fetch = vi.fn(async (path: string) => {
      if (path === '/api/auth/logout') throw new TypeError('offline')
      return json(aGrant('one'))
    })
    const { auth, hint } = anAuth(fetch)
    await auth.refresh()

    await auth.logout()

    expect(auth.current).toBeNull()
    expect(hint.get()).toBe(false)
  })
})
