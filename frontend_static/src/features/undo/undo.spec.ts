import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'

import { askUndo, undoWish } from '@/features/undo/asking'
import UndoDialog from '@/features/undo/UndoDialog.vue'
import { answer, json, problem } from '@/testing/http'
import { open } from '@/testing/page'

const PATH = '/api/guilds/11/actions/01A/undo'
const ACTION = { id: '01A', kind: 'member_role_add', target: { kind: 'user', id: '5', name: 'Bea' }, reason: null, before: null, after: null }
// oxlint-disable-next-line no-thenable -- the API's word for how it will be
const PREVIEW = { action: ACTION, now: { role_ids: ['7', '8'] }, then: { role_ids: ['7'] }, remains: [], refusal: null }

async function aDialog({ preview = () => json(PREVIEW), undo = () => json({ action: ACTION }) }: { preview?: () => Response; undo?: () => Response } = {}) {
  const requests = answer({
    'GET /api/guilds/11/roles': () => json({ items: [{ id: '8', name: 'Veteran' }] }),
    [`GET ${PATH}`]: preview,
    [`POST ${PATH}`]: undo,
  })
  askUndo('11', '01A')
  await open(UndoDialog, { wish: { guildId: '11', actionId: '01A' } })
  await flushPromises()
  const button = (name: string) => [...document.querySelectorAll<HTMLButtonElement>('button')].find(({ textContent }) => textContent?.trim() === name)
  return { button, requests, text: () => document.querySelector('[role=dialog]')?.textContent ?? '' }
}

afterEach(() => document.body.replaceChildren())

describe('taking something back', () => {
  it('shows what is put back, does it, and closes', async () => {
    const { button, requests, text } = await aDialog()

    expect(text()).toContain('Veteran')
    button('Undo it')?.click()
    await flushPromises()

    expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
    expect(undoWish.value).toBeNull()
  })

  it('says what stays although it is taken back', async () => {
    const { text } = await aDialog({ preview: () => json({ ...PREVIEW, remains: ['messages_deleted'] }) })

    expect(text()).toContain('The messages that were deleted with it stay deleted.')
  })

  it.each([
    [{ code: 'not_undoable', message: '', details: { why: 'over' } }, 'a clock has ended it'],
    [{ code: 'changed_since', message: '', details: {} }, 'Something has changed since'],
    [{ code: 'already_undone', message: '', details: {} }, 'undone already'],
    [{ code: 'role_too_high', message: '', details: { who: 'bot', role: 'Admin' } }, 'not above Admin'],
  ])('says why it cannot be: %j', async (refusal, words) => {
    const { button, text } = await aDialog({ preview: () => json({ ...PREVIEW, refusal }) })

    expect(text()).toContain(words)
    expect(button('Undo it')).toBeUndefined()
  })

  it('says so where somebody was faster', async () => {
    const { button, text } = await aDialog({ undo: () => problem(409, 'already_undone') })

    button('Undo it')?.click()
    await flushPromises()

    expect(text()).toContain('This has been undone already')
    expect(undoWish.value).not.toBeNull()
  })
})
