import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'

import ChannelsPage from '@/features/channels/ChannelsPage.vue'
import { answer, json, problem } from '@/testing/http'
import { open } from '@/testing/page'

vi.mock(import('@/api/connection'), () => ({ live: { follow: () => () => {} } }) as never)

const SEND = String(1n << 11n)
const ACCESS = { owner: true, administrator: true, permissions: ['view', 'manage-channels'], source: 'bot', top_role_id: '30', top_role_position: 3 }
const ROOM = { type: 0, nsfw: false, rate_limit_per_user: 0, is_private: false, is_locked: false }
const GENERAL = { ...ROOM, id: '31', name: 'general', position: 0, parent_id: '40' }
const OTHER = { ...ROOM, id: '32', name: 'other', position: 1, parent_id: '40' }
const TREE = { items: [{ ...ROOM, id: '40', type: 4, name: 'Talk', position: 0, parent_id: null, children: [GENERAL, OTHER] }], next_cursor: null }
const CHANNEL = {
  id: '31', guild_id: '11', type: 0, name: 'general', position: 0, parent_id: '40', topic: 'Hello', nsfw: false, rate_limit_per_user: 0,
  bitrate: null, user_limit: null, default_auto_archive_duration: null, default_thread_rate_limit_per_user: null, permission_overwrites: [],
}
const ROLES = { items: [{ id: '11', name: '@everyone', color: 0, hoist: false, mentionable: false, managed: false, position: 0, permissions: '0', unicode_emoji: null, bot_id: null, locked: null }], next_cursor: null }
const EXPLAINED = {
  subject: { user_id: null, role_ids: [] }, channel_id: '31',
  verdicts: [{ permission: 'SEND_MESSAGES', allowed: false, reasons: [{ stage: 'roles', allowed: true, ids: ['11'] }, { stage: 'everyone_overwrite', allowed: false, ids: ['11'] }] }],
  changed: [{ permission: 'SEND_MESSAGES', allowed: false, reasons: [] }],
}

function tagged(body: unknown, etag: string) {
  return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json', ETag: etag } })
}

async function aPage(more: Parameters<typeof answer>[0] = {}, query = '?channel=31') {
  const asked = answer({
    'GET /api/guilds/11': () => problem(503, 'store_unavailable'),
    'GET /api/guilds/11/access': () => json(ACCESS),
    'GET /api/discord/guilds/11/channels': () => tagged(TREE, '"tree"'),
    'GET /api/discord/guilds/11/roles': () => json(ROLES),
    'GET /api/discord/channels/31': () => tagged(CHANNEL, '"one"'),
    'POST /api/discord/guilds/11/explain': () => json(EXPLAINED),
    ...more,
  })
  const { wrapper } = await open(ChannelsPage, { guildId: '11' }, `/${query}`)
  await flushPromises()
  const button = (name: string) => wrapper.findAll('button').find((found) => found.text() === name)
  return { wrapper, asked, button }
}

afterEach(() => document.body.replaceChildren())

it('saves a permission after it has shown the difference, and names the tag that it saw', async () => {
  const saved = { ...CHANNEL, permission_overwrites: [{ id: '11', type: 'role', allow: '0', deny: SEND }] }
  const { wrapper, asked, button } = await aPage({ 'PUT /api/discord/channels/31/overwrites/11': () => tagged(saved, '"two"') })

  await wrapper.get('button[aria-label="@everyone: Send messages: Neutral"]').trigger('keydown', { key: 'd' })
  expect([wrapper.get('del').text(), wrapper.get('ins').text()]).toEqual(['Neutral', 'Deny'])
  await button('Save')?.trigger('click')
  await flushPromises()

  const put = asked.find(({ method }) => method === 'PUT')
  expect(await put?.json()).toEqual({ type: 'role', allow: '0', deny: SEND, reason: null })
  expect(put?.headers.get('If-Match')).toBe('"one"')
  expect(put?.headers.get('Idempotency-Key')).toBeTruthy()
  expect(wrapper.find('ins').exists()).toBe(false)
})

it('moves a channel by the keys, and tells Discord its new place', async () => {
  const { wrapper, asked, button } = await aPage({ 'PATCH /api/discord/guilds/11/channels/positions': () => tagged(TREE, '"tree2"') }, '')

  await wrapper.get('[data-id="32"]').trigger('keydown', { key: 'ArrowUp', altKey: true })
  expect(wrapper.findAll('[role=treeitem]').map((row) => row.attributes('data-id'))).toEqual(['40', '32', '31'])
  await button('Save')?.trigger('click')
  await flushPromises()

  const patch = asked.find(({ method }) => method === 'PATCH')
  expect(await patch?.json()).toMatchObject({ positions: [{ id: '32', position: 0 }, { id: '31', position: 1 }] })
  expect(patch?.headers.get('If-Match')).toBe('"tree"')
})

it('shows what somebody else has changed when a save comes too late, and keeps the edit', async () => {
  let now: object = CHANNEL
  const { wrapper, button } = await aPage({
    'GET /api/discord/channels/31': () => tagged(now, now === CHANNEL ? '"one"' : '"theirs"'),
    'PATCH /api/discord/channels/31': () => problem(412, 'stale_view'),
  })

  await wrapper.get('textarea').setValue('mine')
  now = { ...CHANNEL, name: 'theirs' }
  await button('Save')?.trigger('click')
  await flushPromises()

  expect(wrapper.get('[role=alert]').text()).toContain('Somebody else changed this')
  expect(wrapper.get('[role=alert]').text()).toContain('theirs')
  expect(button('Save')?.attributes('disabled')).toBeDefined()
  await button('Load theirs')?.trigger('click')
  expect(wrapper.get<HTMLTextAreaElement>('textarea').element.value).toBe('mine')
})

it('shows what somebody may do beside the matrix, with what an unsaved change would do', async () => {
  const { wrapper, asked } = await aPage()

  await wrapper.get('button[aria-label="@everyone: Send messages: Neutral"]').trigger('keydown', { key: 'd' })
  await flushPromises()

  const last = asked.findLast(({ url }) => url.endsWith('/explain'))
  expect(await last?.json()).toMatchObject({ permission_overwrites: [{ id: '11', type: 'role', allow: '0', deny: SEND }] })
  expect(wrapper.text()).toContain('Would be denied')
  expect(wrapper.text()).toContain('@everyone, here')
})

it('lets nobody change anything who may only look', async () => {
  const { wrapper, button } = await aPage({ 'GET /api/guilds/11/access': () => json({ ...ACCESS, permissions: ['view'] }) })

  expect(wrapper.text()).toContain('You can look, but not change anything here')
  expect(wrapper.get<HTMLTextAreaElement>('textarea').element.disabled).toBe(true)
  expect(button('New channel')).toBeUndefined()
})

it('shows the way back where the server is closed to the user', async () => {
  const { wrapper } = await aPage({ 'GET /api/discord/guilds/11/channels': () => problem(403, 'guild_forbidden') }, '')

  expect(wrapper.get('[role=alert]').text()).toContain('You have no access to this server')
})
