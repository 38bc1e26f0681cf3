import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'

import ActivityPanel from '@/features/activity/ActivityPanel.vue'
import { answer, json, problem } from '@/testing/http'
import { open } from '@/testing/page'

const PATH = 'GET /api/guilds/11/activity'

function hours(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    hour: new Date(Date.UTC(2026, 2, 1, index)).toISOString(),
    messages: index === 3 ? 42 : 0,
    joins: 1,
    leaves: 0,
    moderation_actions: 2,
    active_members: index,
  }))
}

afterEach(() => document.body.replaceChildren())

it('shows what happened in the last day, and what of it you choose', async () => {
  answer({ [PATH]: () => json({ hours: hours(24), counted_until: '2026-03-01T23:55:00Z' }) })
  const { wrapper } = await open(ActivityPanel, { guildId: '11' })
  const chart = () => wrapper.get('canvas').attributes('aria-label')
  const button = (name: string) => wrapper.findAll('button').find((found) => found.text().startsWith(name))

  expect(chart()).toContain('Messages')
  expect(chart()).toContain('42')
  expect(button('Joined')?.text()).toContain('24')
  expect(button('People')?.text()).toContain('23')

  await button('Moderation')?.trigger('click')
  expect(chart()).toContain('Moderation')
  expect(button('Moderation')?.attributes('aria-pressed')).toBe('true')
})

it('asks for a week when a week is wanted', async () => {
  const asked = answer({ [PATH]: () => json({ hours: hours(24), counted_until: null }) })
  const { wrapper } = await open(ActivityPanel, { guildId: '11' })

  await wrapper.findAll('button').find((found) => found.text() === '7 days')?.trigger('click')
  await flushPromises()

  const counted = asked.filter(({ url }) => url.includes('/activity?'))
  expect(counted.map(({ url }) => new URL(url).searchParams.get('hours'))).toEqual(['24', '168'])
})

it('says that nothing has been counted yet', async () => {
  answer({ [PATH]: () => json({ hours: [], counted_until: null }) })
  const { wrapper } = await open(ActivityPanel, { guildId: '11' })

  expect(wrapper.text()).toContain('Nothing has been counted yet')
})

it('can be asked again when it failed', async () => {
  let fails = true
  answer({ [PATH]: () => (fails ? problem(503, 'store_unavailable') : json({ hours: hours(24), counted_until: null })) })
  const { wrapper } = await open(ActivityPanel, { guildId: '11' })
  expect(wrapper.get('[role=alert]').text()).toContain('could not be loaded')

  fails = false
  await wrapper.get('[role=alert] button').trigger('click')
  await flushPromises()

  expect(wrapper.find('canvas').exists()).toBe(true)
})

const ACCESS = 'GET /api/guilds/11/access'
const MODERATORS = 'GET /api/guilds/11/activity/moderators'

it('names who moderated, to who may moderate', async () => {
  const items = [{ user_id: '5', name: 'ada', total: 3, kinds: { ban: 2, kick: 1 } }]
  answer({
    [PATH]: () => json({ hours: hours(24), counted_until: null }),
    [ACCESS]: () => json({ permissions: ['view', 'moderate'] }),
    [MODERATORS]: () => json({ items, counted_until: null }),
  })
  const { wrapper } = await open(ActivityPanel, { guildId: '11' })

  await wrapper.findAll('button').find((found) => found.text().startsWith('Moderation'))?.trigger('click')
  await vi.waitFor(() => expect(wrapper.text()).toContain('2 bans, one kick'))

  expect(wrapper.text()).toContain('ada')
})

it('asks for no moderators where one may only look', async () => {
  const asked = answer({
    [PATH]: () => json({ hours: hours(24), counted_until: null }),
    [ACCESS]: () => json({ permissions: ['view'] }),
  })
  const { wrapper } = await open(ActivityPanel, { guildId: '11' })

  await wrapper.findAll('button').find((found) => found.text().startsWith('Moderation'))?.trigger('click')
  await flushPromises()

  expect(asked.some(({ url }) => url.includes('moderators'))).toBe(false)
})
