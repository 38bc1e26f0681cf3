import { expect, it, vi } from 'vitest'

import { readCallback } from '@/core/callback'
import { auth } from '@/core/login'
import { finishLogin, loginError, useLogin, user, userName } from '@/features/logins/facade'
import { aGrant } from '@/testing/factories'
import { answer, json, problem } from '@/testing/http'

it('sends the browser to Discord, to come back where it wanted to go', async () => {
  const asked = answer({ 'POST /api/auth/discord/login': () => json({ authorize_url: 'https://discord.example/a' }) })
  const go = vi.fn()

  await useLogin(go).login('/guilds/11')

  expect(go).toHaveBeenCalledWith('https://discord.example/a')
  expect(await asked[0]?.json()).toEqual({ return_to: '/guilds/11' })
})

it('never asks to come back to another site', async () => {
  const asked = answer({ 'POST /api/auth/discord/login': () => json({ authorize_url: 'https://discord.example/a' }) })

  await useLogin(vi.fn()).login('//evil.example')

  expect(await asked[0]?.json()).toEqual({ return_to: '/' })
})

it('says why the login cannot begin', async () => {
  answer({ 'POST /api/auth/discord/login': () => problem(429, 'rate_limited') })
  const { busy, failed, login } = useLogin(vi.fn())

  await login('/')

  expect(failed.value).toBe('rate_limited')
  expect(busy.value).toBe(false)
})

it('takes the session out of the address before it does anything else', async () => {
  answer({ 'POST /api/auth/exchange-session': () => json({ ...aGrant('t'), return_to: '/guilds/11' }) })
  history.replaceState(null, '', '/auth/callback?session=secret')

  readCallback()
  expect(location.href).not.toContain('secret')

  expect(await finishLogin()).toEqual({ path: '/guilds/11' })
  expect(user.value?.username).toBe('ada')
  expect(userName.value).toBe('Ada')
})

it('comes back with the code of what went wrong', async () => {
  history.replaceState(null, '', '/auth/callback?error=access_denied')
  readCallback()

  expect(await finishLogin()).toEqual({ error: 'access_denied' })
})

it('treats a callback without an answer as used already', async () => {
  expect(await finishLogin()).toEqual({ error: 'session_invalid' })
})

it('logs out', async () => {
  const asked = answer({ 'POST /api/auth/logout': () => new Response(null, { status: 204 }) })

  await auth.logout()

  expect(asked[0]?.headers.get('X-Guildhall')).toBe('1')
  expect(user.value).toBeNull()
})

it.each([
  ['access_denied', 'access_denied'],
  ['<script>', 'login_failed'],
  [undefined, 'login_failed'],
])('has words for the error %s', (code, known) => {
  expect(loginError(code)).toBe(known)
})
