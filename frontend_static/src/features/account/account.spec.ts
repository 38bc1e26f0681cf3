import { beforeEach, describe, expect, it, vi } from 'vitest'

import { speak } from '@/core/i18n'
import type { AccountExport } from '@/features/account/data'
import { deviceName, isHandheld } from '@/features/account/devices'
import { countsOf, receipt, useErasure, wouldErase } from '@/features/account/erasure'
import { useExport } from '@/features/account/export'
import { useLoginList } from '@/features/account/logins'
import fr from '@/i18n/pages/fr.json'
import pages from '@/i18n/pages/en.json'
import { ADA } from '@/testing/factories'
import { answer, json, problem } from '@/testing/http'
import { use } from '@/testing/page'

function aLogin(login_id: string, current = false) {
  const moment = '2026-01-02T03:04:05Z'
  return { login_id, device: 'Firefox on Linux', created_at: moment, last_used_at: moment, current }
}

function anExport(complete = true) {
  const events = { items: [{}, {}], complete, segments_read: 1 }
  const discord_grant = { scopes: ['identify'], expires_at: '2026-02-02T00:00:00Z' }
  const exported_at = '2026-01-02T03:04:05Z'
  return { exported_at, covers: [], user: ADA, discord_grant, logins: [aLogin('a')], open_connections: 0, events }
}

beforeEach(() => speak('en', pages))

describe('the logins', () => {
  it('begin with this browser, and end all the others', async () => {
    const ended: string[] = []
    const items = [aLogin('b'), aLogin('a', true), aLogin('c')]
    answer({
      'GET /api/auth/logins': () => json({ items: items.filter(({ login_id }) => !ended.includes(login_id)) }),
      'DELETE /api/auth/logins/b': () => (ended.push('b'), new Response(null, { status: 204 })),
      'DELETE /api/auth/logins/c': () => (ended.push('c'), new Response(null, { status: 204 })),
    })
    const { result: logins } = await use(useLoginList)
    expect(logins.all.value.map(({ login_id }) => login_id)).toEqual(['a', 'b', 'c'])

    expect(await logins.endOthers()).toBe(true)

    expect(ended.toSorted()).toEqual(['b', 'c'])
  })

  it('say when one could not be ended', async () => {
    answer({
      'GET /api/auth/logins': () => json({ items: [aLogin('b')] }),
      'DELETE /api/auth/logins/b': () => problem(503, 'store_unavailable'),
    })
    const { result: logins } = await use(useLoginList)

    expect(await logins.end(aLogin('b'))).toBe(false)
    expect(logins.busy.value).toBe(false)
  })
})

it('saves the copy under the name of the user and the day', async () => {
  answer({ 'GET /api/auth/me/export': () => json(anExport()) })
  const save = vi.fn()
  const copy = useExport(save)

  await copy.run()

  expect(save).toHaveBeenCalledWith('guildhall-ada-2026-01-02.json', expect.stringContaining('"username": "ada"'))
  expect(copy.done.value).toMatchObject({ complete: true })
})

describe('the erasure', () => {
  it('shows what would go, in words', () => {
    const counts = wouldErase(anExport() as unknown as AccountExport)

    expect(countsOf(counts)).toEqual(['one profile', 'one login', 'one permission from Discord', '2 stored events'])
  })

  it('asks for the own name, and keeps the receipt', async () => {
    const answered = { receipt_id: 'r-1', erased_at: '2026-01-02T03:04:05Z', erased: {}, complete: true }
    const asked = answer({ 'DELETE /api/auth/me': () => json(answered) })
    const erasure = useErasure(() => 'ada')

    erasure.typed.value = 'bruno'
    expect(await erasure.erase()).toBe(false)
    erasure.typed.value = 'ada'
    expect(await erasure.erase()).toBe(true)

    expect(asked).toHaveLength(1)
    expect(await asked[0]?.json()).toEqual({ confirm: 'ada' })
    expect(receipt.value?.receipt_id).toBe('r-1')
  })
})

describe('a device', () => {
  it.each([
    ['Firefox on Windows', 'Firefox sur Windows'],
    ['curl', 'curl'],
    ['Unknown device', 'Appareil inconnu'],
  ])('%s is called %s in French', (device, name) => {
    speak('fr', fr)

    expect(deviceName(device)).toBe(name)
  })

  it('is a phone or a computer', () => {
    expect([isHandheld('Safari on iPhone'), isHandheld('Safari on macOS')]).toEqual([true, false])
  })
})
