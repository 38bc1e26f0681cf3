import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'

import FeatureForm from '@/features/settings/FeatureForm.vue'
import { answer, json, problem } from '@/testing/http'
import { open } from '@/testing/page'

const PATH = '/api/guilds/11/features/messages/settings'
const schema = {
  properties: {
    store_content: { type: 'boolean' },
    retention_days: { type: 'integer', minimum: 1, maximum: 365 },
  },
}

function settings(store_content: boolean, retention_days: number, version: number) {
  return { feature: 'messages', values: { store_content, retention_days }, version, schema }
}

async function aForm(onPut: () => Response) {
  const asked = answer({ [`GET ${PATH}`]: () => json(settings(false, 30, 4)), [`PUT ${PATH}`]: onPut })
  const { wrapper, router } = await open(FeatureForm, { guildId: '11', feature: 'messages' })
  const button = (name: string) => wrapper.findAll('button').find((found) => found.text() === name)
  return { wrapper, router, asked, button, days: wrapper.get('input[type=number]') }
}

afterEach(() => document.body.replaceChildren())

it('shows what is saved, and no bar as long as nothing has changed', async () => {
  const { wrapper, days } = await aForm(() => json({}))

  expect((days.element as HTMLInputElement).value).toBe('30')
  expect(wrapper.text()).toContain('Keep message content')
  expect(wrapper.text()).not.toContain('unsaved')
})

it('shows every change before it is saved, and takes it back', async () => {
  const { wrapper, days, button } = await aForm(() => json({}))

  await days.setValue('90')
  expect(wrapper.text()).toContain('One unsaved change')
  expect(wrapper.get('del').text()).toBe('30 days')
  expect(wrapper.get('ins').text()).toBe('90 days')
  await button('Undo')?.trigger('click')

  expect((days.element as HTMLInputElement).value).toBe('30')
  expect(wrapper.find('del').exists()).toBe(false)
})

it('saves all values with the version that they were read with', async () => {
  const { wrapper, days, button, asked } = await aForm(() => json(settings(true, 90, 5)))

  await days.setValue('90')
  await wrapper.get('[role=switch]').trigger('click')
  await button('Save')?.trigger('click')
  await flushPromises()

  const put = asked.find(({ method }) => method === 'PUT')
  expect(await put?.json()).toEqual({ values: { store_content: true, retention_days: 90 }, version: 4 })
  expect(wrapper.find('del').exists()).toBe(false)
})

it('edits a list of ids as lines, down to none', async () => {
  const ofIds = { properties: { ignored_channel_ids: { type: 'array', maxItems: 2, items: { type: 'string' } } } }
  const path = '/api/guilds/11/features/events/settings'
  const events = (ids: string[], version: number) => json({ feature: 'events', values: { ignored_channel_ids: ids }, version, schema: ofIds })
  const asked = answer({ [`GET ${path}`]: () => events(['111', '222'], 1), [`PUT ${path}`]: () => events([], 2) })
  const { wrapper } = await open(FeatureForm, { guildId: '11', feature: 'events' })
  const lines = wrapper.get('textarea')
  expect(lines.element.value).toBe('111\n222')

  await lines.setValue('#general')
  expect(wrapper.get('[role=alert]').text()).toContain('#general')
  await lines.setValue('')
  await wrapper.get('form').trigger('submit')
  await flushPromises()

  const put = asked.find(({ method }) => method === 'PUT')
  expect(await put?.json()).toEqual({ values: { ignored_channel_ids: [] }, version: 1 })
  expect(lines.element.value).toBe('')
})

it('does not save what is not allowed, and says why', async () => {
  const { wrapper, days, asked } = await aForm(() => json({}))

  await days.setValue('400')
  await wrapper.get('form').trigger('submit')
  await flushPromises()

  expect(wrapper.get('[role=alert]').text()).toBe('Enter a whole number from 1 to 365.')
  expect(asked.some(({ method }) => method === 'PUT')).toBe(false)
  expect(document.activeElement).toBe(days.element)
})

it('says when somebody else was faster, and keeps our changes over theirs', async () => {
  const { wrapper, days, button } = await aForm(() => problem(409, 'settings_changed'))
  await days.setValue('90')
  await button('Save')?.trigger('click')
  await flushPromises()
  expect(wrapper.get('[role=alert]').text()).toContain('Somebody else changed these settings')

  answer({ [`GET ${PATH}`]: () => json(settings(true, 60, 5)) })
  await button('Load theirs')?.trigger('click')
  await flushPromises()

  expect(wrapper.find('[role=alert]').exists()).toBe(false)
  expect(wrapper.get('del').text()).toBe('60 days')
  expect(wrapper.get('ins').text()).toBe('90 days')
})
