import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'

import DeedDialog from '@/features/members/DeedDialog.vue'
import { consequencesOf, flawOf, termsOf, wordsOf, type Deed } from '@/features/members/deeds'
import { answer, json } from '@/testing/http'
import { open } from '@/testing/page'

const ADA = { user_id: '5', username: 'ada', global_name: 'Ada', nick: null, role_ids: ['20', '30'] }
const KICK: Deed = { kind: 'kick', whom: ADA }
const MEMBER = '/api/discord/guilds/11/members/5'

async function aDialog(deed: Deed, etag: string | null = null) {
  await open(DeedDialog, { guildId: '11', deed, etag })
  const button = (name: string) => [...document.querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === name)
  return { button, dialog: () => document.querySelector('[role=dialog]')?.textContent ?? '' }
}

afterEach(() => document.body.replaceChildren())

describe('what is done to somebody', () => {
  it('is said before it is done, with the name of whom', async () => {
    const { dialog, button } = await aDialog(KICK)

    expect(dialog()).toContain('Kick Ada (@ada)?')
    expect(dialog()).toContain('2 roles are lost.')
    expect(button('Kick Ada')).toBeDefined()
  })

  it('tells how long messages go back that a ban deletes', () => {
    const deed: Deed = { kind: 'ban', whom: ADA }

    expect(consequencesOf(deed, termsOf(deed), 0)).toContain('Their messages stay.')
    expect(consequencesOf(deed, { ...termsOf(deed), deleteSeconds: 86_400 }, 0)).toContain('Their messages of the last 1 day are deleted, for good.')
  })

  it('is not a nickname that is there already, or too long', () => {
    const deed: Deed = { kind: 'nick', whom: { ...ADA, nick: 'Bee' } }

    expect(flawOf(deed, termsOf(deed))).not.toBeNull()
    expect(flawOf(deed, { ...termsOf(deed), nick: 'x'.repeat(33) })).toContain('32')
    expect(flawOf(deed, { ...termsOf(deed), nick: '' })).toBeNull()
    expect(wordsOf(deed).button).toBe('Rename Bee')
  })
})

describe('the request', () => {
  it('can be sent again, and names what was on the screen', async () => {
    const asked = answer({ [`DELETE ${MEMBER}`]: () => new Response(null, { status: 204 }) })
    const { button } = await aDialog(KICK, '"seen"')

    button('Kick Ada')?.click()
    await flushPromises()

    expect(asked).toHaveLength(1)
    expect(asked[0]?.headers.get('Idempotency-Key')).toMatch(/^.{8,64}$/)
    expect(asked[0]?.headers.get('If-Match')).toBe('"seen"')
  })

  it('keeps its key where the answer was lost, and takes another where it was refused', async () => {
    let tries = 0
    const asked = answer({
      [`DELETE ${MEMBER}`]: () => {
        tries += 1
        if (tries === 1) throw new TypeError('network')
        return json({ code: 'role_too_high', message: 'no', details: { who: 'bot', role: 'Admin' } }, 403)
      },
    })
    const { button, dialog } = await aDialog(KICK)
    for (let time = 0; time < 3; time += 1) {
      button('Kick Ada')?.click()
      await flushPromises()
    }
    const keys = asked.map(({ headers }) => headers.get('Idempotency-Key'))

    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).not.toBe(keys[1])
    expect(dialog()).toContain("The bot’s highest role is not above Admin")
  })

  it('does not overwrite what somebody else changed until it was seen', async () => {
    const asked = answer({
      [`PATCH ${MEMBER}`]: (request) =>
        request.headers.has('If-Match')
          ? json({ code: 'stale_view', message: 'stale', details: { current: { ...ADA, nick: 'Theirs' } } }, 412)
          : json({}),
    })
    const { button, dialog } = await aDialog({ kind: 'nick', whom: ADA }, '"seen"')
    const field = document.querySelector<HTMLInputElement>('[role=dialog] input')
    if (field) field.value = 'Mine'
    field?.dispatchEvent(new Event('input'))
    await flushPromises()

    button('Rename Ada')?.click()
    await flushPromises()
    expect(dialog()).toContain('Theirs')
    button('Do it anyway')?.click()
    await flushPromises()

    expect(asked.map(({ headers }) => headers.get('If-Match'))).toEqual(['"seen"', null])
  })
})
