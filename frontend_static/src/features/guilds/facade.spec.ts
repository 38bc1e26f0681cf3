import { describe, expect, it } from 'vitest'
import { ref } from 'vue'

import { matches, useGuildPicker } from '@/features/guilds/facade'
import { answer, json, problem } from '@/testing/http'
import { use } from '@/testing/page'

function aGuild(id: string, name: string, bot_present: boolean) {
  return { id, name, icon_url: null, owner: true, permissions: '8', bot_present, member_count: null, invite_url: 'https://x' }
}

describe('the server picker', () => {
  it('shows the servers with the bot apart from those without, and finds them by name', async () => {
    const items = [aGuild('1', 'Aurora', true), aGuild('2', 'Übermut', false), aGuild('3', 'Pixel', true)]
    answer({ 'GET /api/guilds': () => json({ items, next_cursor: null }) })
    const search = ref('')
    const { result: picker } = await use(() => useGuildPicker(search))
    const names = () => [picker.present.value, picker.absent.value].map((list) => list.map(({ name }) => name))

    expect(names()).toEqual([['Aurora', 'Pixel'], ['Übermut']])
    search.value = 'uber'

    expect(names()).toEqual([[], ['Übermut']])
  })

  it('keeps the reason when the list cannot be read', async () => {
    answer({ 'GET /api/guilds': () => problem(503, 'discord_unavailable') })

    const { result: picker } = await use(() => useGuildPicker(ref('')))

    expect(picker.error.value).toMatchObject({ status: 503, code: 'discord_unavailable', requestId: 'r1' })
  })
})

it.each([
  ['Événements', 'evene', true],
  ['Aurora', '  AUR ', true],
  ['Aurora', 'x', false],
])('%s answers a search for "%s": %s', (name, search, result) => {
  expect(matches(name, search)).toBe(result)
})
