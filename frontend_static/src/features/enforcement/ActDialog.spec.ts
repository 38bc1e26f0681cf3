import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'

import ActDialog from '@/features/enforcement/ActDialog.vue'
import { wish as asked, ask, type Wish } from '@/features/enforcement/asking'
import { aCase } from '@/testing/cases'
import { answer, json, problem } from '@/testing/http'
import { open } from '@/testing/page'

const BEA: Wish = { guildId: '11', kind: 'warn', whom: { user_id: '5', username: 'bea', global_name: 'Bea', nick: null } }
const PREVIEW = { user: null, member: true, refusals: [], until: null, notice: null, ladder: null, ends: [], undoable: true, irreversible: [], previous_cases: 2 }
const GUILD = '/api/guilds/11'

async function aDialog({ preview = PREVIEW, act = () => json({ case: aCase(), follow_up: null, notified: true, ladder_refusal: null }), wish = BEA }: { preview?: object; act?: () => Response; wish?: Wish } = {}) {
  const requests = answer({
    [`GET ${GUILD}/roles`]: () => json({ items: [] }),
    [`GET ${GUILD}/features/enforcement/settings`]: () =>
      json({ feature: 'enforcement', version: 1, schema: {}, values: { notify: ['warn'], templates: [{ name: 'Raid', kind: 'ban', reason: 'raiding', seconds: 86_400 }] } }),
    [`POST ${GUILD}/acts/preview`]: () => json(preview),
    [`POST ${GUILD}/acts`]: act,
  })
  ask(wish)
  await open(ActDialog, { wish })
  await flushPromises()
  const button = (name: string) => [...document.querySelectorAll<HTMLButtonElement>('button')].find(({ textContent }) => textContent?.trim() === name)
  const acts = () => requests.filter(({ url }) => url.endsWith('/acts'))
  return { button, acts, requests, text: () => document.querySelector('[role=dialog]')?.textContent ?? '' }
}

afterEach(() => document.body.replaceChildren())

describe('the dialog of an act', () => {
  it('carries it out in one more click, and closes', async () => {
    const { button, acts } = await aDialog()

    button('Warn Bea')?.click()
    await flushPromises()

    expect(acts()).toHaveLength(1)
    expect(await acts()[0]?.clone().json()).toMatchObject({ act: { type: 'warn', user_id: '5' } })
    expect(asked.value).toBeNull()
  })

  it('says what the ladder adds, what it ends and what they are told', async () => {
    const { text } = await aDialog({
      preview: { ...PREVIEW, notice: 'You were warned.', ends: [7], ladder: { warns: 3, kind: 'timeout', seconds: 3_600 }, irreversible: ['message_sent'] },
    })
    await vi.dynamicImportSettled()

    expect(text()).toContain('This is warning 3 that counts. The warn ladder then adds: Timeout, 1 hour.')
    expect(text()).toContain('It takes the place of case #7.')
    expect(text()).toContain('You were warned.')
    expect(text()).toContain('the direct message stays with them.')
    expect(text()).toContain('2 cases so far.')
  })

  it('is refused beforehand, in words, and not asked for', async () => {
    const refusal = { code: 'role_too_high', message: 'no', details: { who: 'bot', role: 'Mods' } }
    const { button, acts, text } = await aDialog({ preview: { ...PREVIEW, refusals: [refusal] } })

    button('Warn Bea')?.click()
    await flushPromises()

    expect(text()).toContain('The bot’s highest role is not above Mods')
    expect(acts()).toEqual([])
  })

  it('sends the same key again after an answer that did not come, and another one after a refusal', async () => {
    const answers = [problem(503, 'discord_unavailable'), problem(409, 'conflict'), json({ case: aCase(), follow_up: null, notified: null, ladder_refusal: null })]
    const { button, acts } = await aDialog({ act: () => answers.shift() as Response })

    for (let press = 0; press < 3; press += 1) {
      button('Warn Bea')?.click()
      await flushPromises()
    }

    const keys = acts().map(({ headers }) => headers.get('Idempotency-Key'))
    expect(keys).toHaveLength(3)
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).not.toBe(keys[1])
  })

  it('takes a written reason with its act and its duration', async () => {
    const { button, acts } = await aDialog()
    const chooser = document.querySelector('select[aria-label="Use a written reason…"]') as HTMLSelectElement

    chooser.value = '0'
    chooser.dispatchEvent(new Event('change'))
    await flushPromises()
    button('Ban Bea')?.click()
    await flushPromises()

    expect(await acts()[0]?.clone().json()).toMatchObject({ act: { type: 'ban', reason: 'raiding', seconds: 86_400 } })
  })
})
