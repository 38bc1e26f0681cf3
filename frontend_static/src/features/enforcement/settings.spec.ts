import { beforeEach, describe, expect, it } from 'vitest'

import { speak } from '@/core/i18n'
import type { Step } from '@/features/enforcement/data'
import { enforcementShape, flawOfLadder, listOf, stepText, wordsOf } from '@/features/enforcement/settings'
import acts from '@/i18n/acts/en.json'
import enforcement from '@/i18n/enforcement/en.json'
import pages from '@/i18n/pages/en.json'

const aStep = (step: Partial<Step> = {}): Step => ({ warns: 3, within_days: 30, kind: 'timeout', seconds: 3_600, delete_message_seconds: 0, ...step })

beforeEach(() => speak('en', acts, enforcement, pages))

describe('settings of moderation', () => {
  it('come back from a draft as they went into it', () => {
    const values = { notify: ['warn'], ladder: [aStep()], templates: [], appeal_kinds: [], warn_days: null, show_moderator: true }
    const opened = enforcementShape.open(values as never)

    expect(listOf(opened, 'ladder')).toEqual([aStep()])
    expect(enforcementShape.close(opened)).toEqual(values)
  })

  it('say what is wrong before they are saved', () => {
    const values = enforcementShape.open({ ladder: [], templates: [{ name: '', kind: 'warn', reason: 'x', seconds: null }], warn_days: 0 } as never)

    expect(enforcementShape.flaws?.(values)).toEqual({ warn_days: 'From 1 to 3650 days.', ladder: null, templates: 'Every written reason needs a name and a reason.' })
  })

  it.each([
    [[aStep({ seconds: null })]],
    [[aStep({ seconds: 29 * 86_400 })]],
    [[aStep(), aStep({ kind: 'ban' })]],
    [[aStep({ warns: 0 })]],
    [[aStep({ within_days: 1.5 })]],
  ])('refuse the ladder %o', (steps) => {
    expect(flawOfLadder(steps)).not.toBeNull()
  })

  it('are said in words', () => {
    expect(flawOfLadder([aStep(), aStep({ warns: 5, kind: 'ban', seconds: null })])).toBeNull()
    expect(stepText(aStep())).toBe('3 in 30 days: Timeout (1 hour)')
    expect(wordsOf('notify', '["warn","ban"]')).toBe('Warning, Ban')
    expect(wordsOf('warn_days', null)).toBe('None')
  })
})
