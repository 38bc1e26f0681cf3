import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { askBulk, jobWish } from '@/features/jobs/asking'
import BulkDialog from '@/features/jobs/BulkDialog.vue'
import { answer, json, problem } from '@/testing/http'
import { aJob } from '@/testing/jobs'
import { open } from '@/testing/page'

const GUILD = '/api/guilds/11'
const PEOPLE = [{ id: '111111111111111111', name: 'Ada' }, { id: '222222222222222222', name: 'Bea' }]
const BULK = {
  targets: [{ user_id: PEOPLE[1]?.id, name: 'bea' }],
  skipped: [{ user_id: PEOPLE[0]?.id, name: 'ada', refusal: { code: 'role_too_high', message: '', details: { owner: true } } }],
  unreadable: [],
  seconds: 200,
  undoable: false,
  irreversible: ['member_removed'],
}

async function aDialog({ needsApproval = false, start = () => json(aJob()) }: { needsApproval?: boolean; start?: () => Response } = {}) {
  const requests = answer({
    [`GET ${GUILD}/roles`]: () => json({ items: [] }),
    [`GET ${GUILD}/access`]: () => json({ permissions: ['moderate'] }),
    [`GET ${GUILD}/features/enforcement/settings`]: () => json({ feature: 'enforcement', version: 1, schema: {}, values: { notify: ['warn'], templates: [] } }),
    [`POST ${GUILD}/jobs/preview`]: () => json({ bulk: BULK, purge: null, needs_approval: needsApproval }),
    [`POST ${GUILD}/jobs`]: start,
  })
  askBulk('11', PEOPLE)
  const { router } = await open(BulkDialog, { wish: jobWish.value })
  await settle()
  const button = (name: string) => [...document.querySelectorAll<HTMLButtonElement>('button')].find(({ textContent }) => textContent?.trim() === name)
  const asked = (path: string) => requests.filter(({ url }) => url.endsWith(path))
  return { router, button, asked, text: () => document.querySelector('[role=dialog]')?.textContent ?? '' }
}

/** Until the preview that follows a change is here. */
async function settle() {
  await flushPromises()
  vi.advanceTimersByTime(1_000)
  await flushPromises()
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  vi.useRealTimers()
  document.body.replaceChildren()
})

describe('an act on many', () => {
  it('says who it would be done to, who not and why, how long it takes, and what stays', async () => {
    const { text } = await aDialog()

    expect(text()).toContain('It would be done to one person')
    expect(text()).toContain('One is left out')
    expect(text()).toContain('Nobody can do this to the server’s owner')
    expect(text()).toContain('It takes about 4 minutes.')
    expect(text()).toContain('they have to come back by themselves')
  })

  it('is started for all who were chosen, with a button that says for how many', async () => {
    const { button, asked, router } = await aDialog()

    button('Warn one member')?.click()
    await settle()

    const [request] = asked('/jobs')
    expect(await request?.clone().json()).toMatchObject({ work: { type: 'bulk', act: { kind: 'warn' }, user_ids: PEOPLE.map(({ id }) => id) } })
    expect(jobWish.value).toBeNull()
    expect(router.currentRoute.value.name).toBe('job')
  })

  it('asks for a second person where the server wants two', async () => {
    const { button, text } = await aDialog({ needsApproval: true })

    expect(button('Ask for approval: Warn one member')).toBeDefined()
    expect(text()).toContain('This server wants two people for this')
  })

  it('sends the same key again after an answer that did not come', async () => {
    const answers = [problem(503, 'store_unavailable'), json(aJob())]
    const { button, asked } = await aDialog({ start: () => answers.shift() as Response })

    button('Warn one member')?.click()
    await settle()
    button('Warn one member')?.click()
    await settle()

    const keys = asked('/jobs').map(({ headers }) => headers.get('Idempotency-Key'))
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
  })

  it('offers no roles to who may not give them', async () => {
    const { button } = await aDialog()

    expect(button('Kick')).toBeDefined()
    expect(button('Give roles')).toBeUndefined()
  })
})
