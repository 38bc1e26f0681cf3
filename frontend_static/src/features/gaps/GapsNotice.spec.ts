import { afterEach, expect, it } from 'vitest'

import GapsNotice from '@/features/gaps/GapsNotice.vue'
import { kindsOf, reasonOf } from '@/features/gaps/gaps'
import { answer, json, problem } from '@/testing/http'
import { open } from '@/testing/page'

const PATH = 'GET /api/guilds/11/gaps'

function aGap(gap: object = {}) {
  const from = new Date().setHours(12, 3, 0, 0)
  return { reason: 'offline', kinds: ['message_delete'], first_at: from, last_at: from + 360_000, events: 0, ...gap }
}

function answering(...items: object[]) {
  return answer({ [PATH]: () => json({ items, next_cursor: null }) })
}

afterEach(() => document.body.replaceChildren())

it('says what was not seen, when, and why', async () => {
  answering(aGap())

  const { wrapper } = await open(GapsNotice, { guildId: '11', reported: 0 })

  expect(wrapper.text()).toMatch(/12:03.*12:09.*: message deletions not seen The bot was away\./)
})

it('counts what was lost where that is known', async () => {
  answering(aGap({ reason: 'spool_full', kinds: [], events: 1_200 }))

  const { wrapper } = await open(GapsNotice, { guildId: '11', reported: 0 })

  expect(wrapper.text()).toContain('everything not seen The bot’s disk was full. (1,200 events)')
})

it('says that nothing is missing, and that nobody can tell', async () => {
  answering()
  const { wrapper: none } = await open(GapsNotice, { guildId: '11', reported: 0 })
  expect(none.text()).toBe('Nothing was missed in the last 24 hours.')

  answer({ [PATH]: () => problem(503, 'store_unavailable') })
  const { wrapper: unknown } = await open(GapsNotice, { guildId: '11', reported: 0 })
  expect(unknown.text()).toBe('Whether anything was missed could not be loaded.')
})

it('takes its place before anything is known, so that nothing moves', async () => {
  answer({ [PATH]: () => new Promise<Response>(() => {}) })

  const { wrapper } = await open(GapsNotice, { guildId: '11', reported: 0 })

  expect(wrapper.get('section').classes()).toContain('min-h-9')
})

it('shows the newest, and the others on request', async () => {
  answering(aGap(), aGap({ first_at: Date.now() - 7_200_000 }), aGap({ first_at: Date.now() - 8_200_000 }))
  const { wrapper } = await open(GapsNotice, { guildId: '11', reported: 0 })
  const button = wrapper.get('button')
  expect([wrapper.findAll('li').length, button.text(), button.attributes('aria-expanded')]).toEqual([1, '2 more', 'false'])

  await button.trigger('click')

  expect([wrapper.findAll('li').length, button.text(), button.attributes('aria-expanded')]).toEqual([3, 'Show less', 'true'])
})

it('names the first few of many kinds, and all of them on hover', async () => {
  answering(aGap({ kinds: ['voice_state_update', 'member_join', 'message_update', 'message_delete', 'invite_create'] }))

  const { wrapper } = await open(GapsNotice, { guildId: '11', reported: 0 })

  expect(wrapper.text()).toContain('message deletions, message edits, joins, leaves and member changes, and more not seen')
  expect(wrapper.get('li span').attributes('title')).toContain('voice, and other events')
})

it('counts in words where there is one', async () => {
  answering(aGap({ events: 1 }), aGap({ first_at: Date.now() - 7_200_000 }))

  const { wrapper } = await open(GapsNotice, { guildId: '11', reported: 0 })

  expect([wrapper.get('li').text(), wrapper.get('button').text()]).toEqual([expect.stringContaining('(one event)'), 'One more'])
})

it('asks for the gaps of the last day', async () => {
  const asked = answering()

  await open(GapsNotice, { guildId: '11', reported: 0 })

  const since = Number(new URL(asked[0]?.url ?? '').searchParams.get('since'))
  expect(Math.abs(Date.now() - 86_400_000 - since)).toBeLessThan(60_000)
})

it('names each kind once, and what it does not know as well', () => {
  expect(kindsOf(['message_delete', 'message_delete_bulk', 'message_update', 'something_new'])).toEqual([
    'deletions',
    'edits',
    'others',
  ])
  expect([kindsOf([]), reasonOf('offline'), reasonOf('a_new_one')]).toEqual([['everything'], 'offline', 'other'])
})
