import { beforeEach, describe, expect, it } from 'vitest'

import { speak } from '@/core/i18n'
import { factsOf } from '@/features/cases/details'
import { saidOf } from '@/features/cases/history'
import { byWhom, marksOf, reverseOf } from '@/features/cases/words'
import acts from '@/i18n/acts/en.json'
import cases from '@/i18n/cases/en.json'
import { aCase } from '@/testing/cases'

const NOW = Date.parse('2026-11-23T12:00:00Z')
const LATER = '2026-11-26T12:00:00Z'
const BEFORE = '2026-11-22T12:00:00Z'

beforeEach(() => speak('en', acts, cases))

const texts = (about: Parameters<typeof aCase>[0]) => marksOf(aCase(about), NOW).map(({ text }) => text)

describe('a case in one look', () => {
  it('says whether it runs, is over, failed or was interrupted', () => {
    expect(texts({ kind: 'ban', expires_at: LATER })).toEqual(['ends in 3d'])
    expect(texts({ kind: 'warn', expires_at: LATER })).toEqual(['stops counting in 3d'])
    expect(texts({ kind: 'ban', expires_at: BEFORE })).toEqual(['Over'])
    expect(texts({ kind: 'ban', ending: { at: BEFORE, why: 'undone', by: null, case: 9 } })).toEqual(['Undone'])
    expect(texts({ state: 'failed' })).toEqual(['Failed'])
    expect(texts({ state: 'pending', hidden: true })).toEqual(['Interrupted', 'Hidden from them'])
    expect(texts({ appeal: { at: BEFORE, text: 'no', state: 'open', answer: null, answered_by: null, answered_at: null } })).toEqual(['Appeal open'])
  })

  it('can be taken back while it holds', () => {
    expect(reverseOf(aCase({ kind: 'ban' }), NOW)).toBe('unban')
    expect(reverseOf(aCase({ kind: 'timeout', expires_at: LATER }), NOW)).toBe('timeout_end')
    expect(reverseOf(aCase({ kind: 'timeout', expires_at: BEFORE }), NOW)).toBeNull()
    expect(reverseOf(aCase({ kind: 'ban', state: 'failed' }), NOW)).toBeNull()
    expect(reverseOf(aCase({ kind: 'kick' }), NOW)).toBeNull()
  })

  it('names who did it, or what', () => {
    expect(byWhom(aCase())).toBe('Ada')
    expect(byWhom(aCase({ moderator: null, source: 'ladder' }))).toBe('Warn ladder')
  })
})

describe('what else a case says', () => {
  it('is said with names', () => {
    const facts = factsOf({ kind: 'roles_give', details: { role_ids: ['20', '99'], notified: false } as never }, (id) => (id === '20' ? 'Mods' : undefined))

    expect(facts).toEqual([{ label: 'Roles', text: 'Mods, 99' }, { label: 'Told by direct message', text: 'No' }])
  })

  it('is said of a nickname before and after', () => {
    expect(factsOf({ kind: 'nick', details: { before: 'Bee', nick: null } as never }, () => undefined)).toEqual([{ label: 'Nickname', text: 'Bee → —' }])
  })
})

describe('an entry of the history', () => {
  it('says what was written', () => {
    expect(saidOf({ what: 'edited', change: { what: 'edited', reason: 'raid', links: [3] } })).toEqual({ what: 'changed it', text: 'raid\nLinked cases: #3' })
    expect(saidOf({ what: 'a_new_one', change: { what: 'deleted' } })).toEqual({ what: 'a_new_one', text: '' })
  })
})
