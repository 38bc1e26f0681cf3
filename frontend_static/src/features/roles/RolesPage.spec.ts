import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'

import RolesPage from '@/features/roles/RolesPage.vue'
import { answer, json, problem } from '@/testing/http'
import { open } from '@/testing/page'

vi.mock(import('@/api/connection'), () => ({ live: { follow: () => () => {} } }) as never)

const KICK = String(1n << 1n)
const ACCESS = { owner: false, administrator: false, permissions: ['view', 'manage-roles'], source: 'bot', top_role_id: '30', top_role_position: 3 }
const LOCKED = { code: 'role_too_high', message: 'too high', details: { who: 'you', role: 'Admins' } }

function aRole(id: string, name: string, position: number, locked: object | null = null) {
  return { id, name, color: 0, hoist: false, mentionable: false, managed: false, position, permissions: '0', unicode_emoji: null, bot_id: null, locked }
}

const ADMINS = aRole('30', 'Admins', 3, LOCKED)
const MODS = aRole('20', 'Mods', 2)
const HELPERS = aRole('15', 'Helpers', 1)
const EVERYONE = aRole('11', '@everyone', 0)

async function aPage(more: Parameters<typeof answer>[0] = {}, query = '') {
  const asked = answer({
    'GET /api/guilds/11': () => problem(503, 'store_unavailable'),
    'GET /api/guilds/11/access': () => json(ACCESS),
    'GET /api/discord/guilds/11/roles': () => new Response(JSON.stringify({ items: [ADMINS, MODS, HELPERS, EVERYONE], next_cursor: null }), { headers: { 'Content-Type': 'application/json', ETag: '"list"' } }),
    'GET /api/discord/guilds/11/roles/20': () => new Response(JSON.stringify(MODS), { headers: { 'Content-Type': 'application/json', ETag: '"mods"' } }),
    'GET /api/discord/guilds/11/roles/30': () => json(ADMINS),
    ...more,
  })
  const { wrapper } = await open(RolesPage, { guildId: '11' }, `/${query}`)
  await flushPromises()
  const button = (name: string) => wrapper.findAll('button').find((found) => found.text() === name)
  return { wrapper, asked, button }
}

afterEach(() => document.body.replaceChildren())

it('puts roles into another order by the keys, but none above one that is locked', async () => {
  const { wrapper, asked, button } = await aPage({ 'PATCH /api/discord/guilds/11/roles/positions': () => json({ items: [ADMINS, HELPERS, MODS, EVERYONE], next_cursor: null }) })

  await wrapper.get('[data-id="20"]').trigger('keydown', { key: 'ArrowUp', altKey: true })
  expect(button('Save')).toBeUndefined()
  await wrapper.get('[data-id="15"]').trigger('keydown', { key: 'ArrowUp', altKey: true })
  await button('Save')?.trigger('click')
  await flushPromises()

  const patch = asked.find(({ method }) => method === 'PATCH')
  expect(await patch?.json()).toEqual({ role_ids: ['30', '15', '20'], reason: null })
  expect(patch?.headers.get('If-Match')).toBe('"list"')
})

it('says why a role is locked', async () => {
  const { wrapper } = await aPage({}, '?role=30')

  expect(wrapper.get('[data-id="30"]').attributes('aria-description')).toContain('Admins')
  expect(wrapper.findAll<HTMLInputElement>('input[type=checkbox]').every((box) => box.element.disabled)).toBe(true)
})

it('saves a permission after it has shown the difference', async () => {
  const { wrapper, asked, button } = await aPage({ 'PATCH /api/discord/guilds/11/roles/20': () => json({ ...MODS, permissions: KICK }) }, '?role=20')

  await wrapper.get('input[aria-describedby="help-KICK_MEMBERS"]').setValue(true)
  expect(wrapper.get('ins').text()).toBe('On')
  await button('Save')?.trigger('click')
  await flushPromises()

  const patch = asked.find(({ method }) => method === 'PATCH')
  expect(await patch?.json()).toEqual({ permissions: KICK, reason: null })
  expect(patch?.headers.get('If-Match')).toBe('"mods"')
  expect(wrapper.find('ins').exists()).toBe(false)
})

it('says precisely why a change was refused, and keeps it', async () => {
  const refusal = { code: 'permission_missing', message: 'no', details: { who: 'you', permissions: ['KICK_MEMBERS'] }, request_id: 'r1' }
  const { wrapper, button } = await aPage({ 'PATCH /api/discord/guilds/11/roles/20': () => json(refusal, 403) }, '?role=20')

  await wrapper.get('input[aria-describedby="help-KICK_MEMBERS"]').setValue(true)
  await button('Save')?.trigger('click')
  await flushPromises()

  expect(wrapper.get('[role=alert]').text()).toContain('Kick members')
  expect(wrapper.get('ins').text()).toBe('On')
})
