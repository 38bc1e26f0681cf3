import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'

import AccessPage from '@/features/access/AccessPage.vue'
import { PERMISSIONS } from '@/features/access/grants'
import { answer, json, problem } from '@/testing/http'
import { open } from '@/testing/page'

const SETTINGS = '/api/guilds/11/features/access/settings'
const OWNER = { owner: true, administrator: true, permissions: PERMISSIONS, source: 'bot', top_role_id: '30', top_role_position: 3 }
const ROLES = [
  { id: '30', name: 'Admins', color: 0xff0000, position: 3, managed: false, administrator: true },
  { id: '20', name: 'Moderators', color: 0x00ff00, position: 2, managed: false, administrator: false },
]

function settings(grants: object[], version: number) {
  return json({ feature: 'access', values: { grants }, version, schema: {} })
}

async function aPage(access: object = OWNER, onPut: () => Response = () => json({})) {
  const asked = answer({
    'GET /api/guilds/11': () => problem(503, 'store_unavailable'),
    'GET /api/guilds/11/access': () => json(access),
    'GET /api/guilds/11/roles': () => json({ items: ROLES }),
    [`GET ${SETTINGS}`]: () => settings([], 4),
    [`PUT ${SETTINGS}`]: onPut,
  })
  const { wrapper } = await open(AccessPage, { guildId: '11' })
  await flushPromises()
  const box = (name: string) => wrapper.get<HTMLInputElement>(`input[aria-label="${name}"]`)
  const button = (name: string) => wrapper.findAll('button').find((found) => found.text() === name)
  return { wrapper, asked, box, button }
}

afterEach(() => document.body.replaceChildren())

it('shows what is granted before it is saved, and saves it with the version that it was read with', async () => {
  const granted = [{ role_id: '20', permissions: ['view'] }]
  const { wrapper, asked, box, button } = await aPage(OWNER, () => settings(granted, 5))

  await box('Moderators: See').setValue(true)
  expect(wrapper.get('del').text()).toBe('nothing')
  expect(wrapper.get('ins').text()).toBe('See')
  await button('Save')?.trigger('click')
  await flushPromises()

  const put = asked.find(({ method }) => method === 'PUT')
  expect(await put?.json()).toEqual({ values: { grants: granted }, version: 4 })
  expect(wrapper.find('del').exists()).toBe(false)
  expect(box('Moderators: See').element.checked).toBe(true)
})

it('locks what may not be changed, and says why', async () => {
  const { wrapper, box } = await aPage({ ...OWNER, owner: false, administrator: false, permissions: ['view'], top_role_position: 2, top_role_id: '20' })

  expect(box('Moderators: See').element.disabled).toBe(true)
  expect(box('Moderators: See').attributes('aria-description')).toContain('Only who may manage access')
  expect(wrapper.text()).toContain('You can look, but not change anything here')
})

it('shows the way back where the server is closed to the user', async () => {
  answer({
    'GET /api/guilds/11': () => problem(403, 'guild_forbidden'),
    'GET /api/guilds/11/access': () => problem(403, 'guild_forbidden'),
    'GET /api/guilds/11/roles': () => problem(403, 'guild_forbidden'),
    [`GET ${SETTINGS}`]: () => problem(403, 'guild_forbidden'),
  })

  const { wrapper } = await open(AccessPage, { guildId: '11' })

  expect(wrapper.get('[role=alert]').text()).toContain('You have no access to this server')
  expect(wrapper.get('a').text()).toBe('All servers')
})
