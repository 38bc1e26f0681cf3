import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import { toasts } from '@/core/toasts'
import AppealAnswer from '@/features/appeals/AppealAnswer.vue'
import AppealsPage from '@/features/appeals/AppealsPage.vue'
import { answer, json, problem } from '@/testing/http'
import { open } from '@/testing/page'

const AT = '2026-01-02T03:04:05Z'
const URL = '/api/appeals/11'

function anOwnCase(shown: object = {}) {
  return {
    number: 17,
    kind: 'ban',
    at: AT,
    reason: 'spam',
    expires_at: null,
    ended_at: null,
    ended: null,
    moderator: null,
    notes: [],
    evidence: [],
    appeal: null,
    may_appeal: true,
    ...shown,
  }
}

function anAppeal(appeal: object = {}) {
  return { at: AT, text: 'It was not me.', state: 'open', answer: null, answered_at: null, ...appeal }
}

function own(...items: object[]) {
  return { name: 'Aurora', how_to: '', items }
}

async function openPage(handlers: Parameters<typeof answer>[0]) {
  const asked = answer(handlers)
  const { wrapper } = await open(AppealsPage, { serverId: '11' })
  await flushPromises()
  return { asked, wrapper }
}

describe('the page of the person', () => {
  it('says that there is nothing, whatever the server is', async () => {
    const { wrapper } = await openPage({ [`GET ${URL}`]: () => problem(404, 'not_found') })

    expect(wrapper.text()).toContain('Nothing to appeal')
    expect(wrapper.find('article').exists()).toBe(false)
  })

  it('appeals once, and shows it as the API has it', async () => {
    let stored: object | null = null
    const { asked, wrapper } = await openPage({
      [`GET ${URL}`]: () => json(own(anOwnCase(stored ? { appeal: stored, may_appeal: false } : {}))),
      [`POST ${URL}/cases/17`]: async (request) => {
        const { text } = (await request.json()) as { text: string }
        stored = anAppeal({ text })
        return json(anOwnCase({ appeal: stored, may_appeal: false }))
      },
    })
    expect(wrapper.text()).toContain('You were banned')

    await wrapper.get('article button').trigger('click')
    await wrapper.get('textarea').setValue('  It was my brother.  ')
    await wrapper.get('form').trigger('submit')
    await flushPromises()

    const sent = asked.find(({ method }) => method === 'POST')
    expect(sent?.headers.get('Idempotency-Key')).toBeTruthy()
    expect(wrapper.text()).toContain('It was my brother.')
    expect(wrapper.text()).toContain('Waiting for an answer')
    expect(wrapper.find('textarea').exists()).toBe(false)
  })

  it('sends the same text by the same key after trouble, and says what is wrong', async () => {
    const keys: (string | null)[] = []
    const answers = [problem(503, 'store_unavailable'), json({ code: 'conflict', message: 'no', details: { problem: 'appealed' } }, 409)]
    const { wrapper } = await openPage({
      [`GET ${URL}`]: () => json(own(anOwnCase())),
      [`POST ${URL}/cases/17`]: (request) => (keys.push(request.headers.get('Idempotency-Key')), answers.shift() as Response),
    })
    await wrapper.get('article button').trigger('click')
    await wrapper.get('textarea').setValue('please')

    for (let time = 0; time < 2; time += 1) {
      await wrapper.get('form').trigger('submit')
      await flushPromises()
    }

    expect(new Set(keys).size).toBe(1)
    expect(wrapper.get('[role=alert]').text()).toBe('You have appealed to this case already.')
  })

  it('shows the answer, and what nobody can appeal to', async () => {
    const answered = anOwnCase({ appeal: anAppeal({ state: 'rejected', answer: 'We have looked.', answered_at: AT }), may_appeal: false })
    const { wrapper } = await openPage({ [`GET ${URL}`]: () => json(own(answered, anOwnCase({ number: 3, kind: 'nick', may_appeal: false }))) })

    expect(wrapper.text()).toContain('We have looked.')
    expect(wrapper.text()).toContain('Rejected')
    expect(wrapper.findAll('article button')).toHaveLength(0)
  })

  it('reads evidence when it is opened', async () => {
    const message = { message_id: '5', channel_id: '6', channel_name: 'general', author: { user_id: '7', name: 'mallory' }, content: 'buy', created_at: AT, attachments: [], embeds: [] }
    const evidence = { id: 'E', kind: 'message', at: AT, title: '#general', url: null }
    const { wrapper } = await openPage({
      [`GET ${URL}`]: () => json(own(anOwnCase({ evidence: [evidence] }))),
      [`GET ${URL}/cases/17/evidence/E`]: () => json({ messages: [message], url: null, expires_at: null }),
    })

    await wrapper.get('li button').trigger('click')
    await flushPromises()

    expect(wrapper.get('blockquote').text()).toContain('buy')
  })
})

describe('the answer of a moderator', () => {
  const shown = { number: 17, kind: 'ban', ending: null, user: { user_id: '7', name: 'mallory' }, appeal: anAppeal() }

  async function openAnswer(answered: object, given: object = {}) {
    const bodies: unknown[] = []
    answer({
      'POST /api/guilds/11/cases/17/appeal/answer': async (request) => {
        bodies.push(await request.json())
        return json({ case: shown, lifted_by: null, lift_problem: null, notified: true, ...answered })
      },
    })
    const { wrapper } = await open(AppealAnswer, { guildId: '11', shown: { ...shown, ...given } })
    return { bodies, wrapper }
  }

  async function press(wrapper: Awaited<ReturnType<typeof openAnswer>>['wrapper'], name: string) {
    await wrapper.findAll('button').find((button) => button.text() === name)?.trigger('click')
    await flushPromises()
  }

  it('lifts the ban where it accepts', async () => {
    const { bodies, wrapper } = await openAnswer({})

    await wrapper.get('textarea').setValue('You are right.')
    await press(wrapper, 'Accept')

    expect(bodies).toEqual([{ decision: 'accepted', answer: 'You are right.', lift: true }])
    expect(toasts.value.at(-1)).toMatchObject({ tone: 'ok', title: 'The appeal was accepted' })
  })

  it('lifts nothing where it rejects, or there is nothing to lift', async () => {
    const { bodies, wrapper } = await openAnswer({})
    await wrapper.get('textarea').setValue('No.')
    await press(wrapper, 'Reject')
    const kick = await openAnswer({}, { kind: 'kick' })
    expect(kick.wrapper.find('input').exists()).toBe(false)
    await kick.wrapper.get('textarea').setValue('Yes.')
    await press(kick.wrapper, 'Accept')

    expect([...bodies, ...kick.bodies]).toEqual([
      { decision: 'rejected', answer: 'No.', lift: false },
      { decision: 'accepted', answer: 'Yes.', lift: false },
    ])
  })

  it('says where the ban could not be lifted', async () => {
    const { wrapper } = await openAnswer({ lift_problem: 'role_too_high' })

    await wrapper.get('textarea').setValue('Yes.')
    await press(wrapper, 'Accept')

    expect(toasts.value.at(-1)).toMatchObject({ tone: 'danger', title: 'Accepted, but not lifted' })
  })

  it('asks for words first', async () => {
    const { bodies, wrapper } = await openAnswer({})

    await press(wrapper, 'Accept')

    expect(bodies).toEqual([])
  })
})
