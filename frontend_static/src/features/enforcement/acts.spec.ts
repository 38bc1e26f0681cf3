import { beforeEach, describe, expect, it } from 'vitest'

import { speak } from '@/core/i18n'
import { actOf, changedTo, consequencesOf, flawOf, termsOf, type ActKind } from '@/features/enforcement/acts'
import acts from '@/i18n/acts/en.json'

const ADA = { user_id: '5', username: 'ada', global_name: 'Ada', nick: 'Bee', role_ids: ['20', '30'] }

beforeEach(() => speak('en', acts))

const filled = (kind: ActKind, terms = {}) => ({ ...termsOf(kind, ADA), ...terms })

describe('an act', () => {
  it('says what it needs, and nothing that it has not', () => {
    expect(actOf('ban', '5', filled('ban', { reason: ' spam ', seconds: 86_400 }))).toEqual({
      type: 'ban', user_id: '5', reason: 'spam', hidden: false, notify: null, delete_message_seconds: 0, seconds: 86_400,
    })
    expect(actOf('note', '5', filled('note', { reason: 'x', notify: true }))).toEqual({ type: 'note', user_id: '5', reason: 'x', hidden: false, notify: null })
    expect(actOf('nick', '5', filled('nick', { nick: '  ' }))).toMatchObject({ type: 'nick', nick: null })
  })

  it('keeps what was filled in when it becomes another', () => {
    const terms = filled('ban', { reason: 'raid', seconds: 90 * 86_400 })

    expect(changedTo('timeout', terms)).toMatchObject({ reason: 'raid', seconds: 28 * 86_400 })
    expect(changedTo('softban', terms).deleteSeconds).toBe(86_400)
    expect(changedTo('warn', terms).seconds).toBeNull()
  })

  it.each<[ActKind, object]>([
    ['note', { reason: ' ' }],
    ['warn', { reason: 'x'.repeat(401) }],
    ['nick', { nick: 'Bee' }],
    ['nick', { nick: 'x'.repeat(33) }],
    ['timeout', { seconds: null }],
    ['timeout', { seconds: 29 * 86_400 }],
    ['ban', { seconds: 30 }],
    ['roles_give', {}],
  ])('%s with %o cannot be done', (kind, terms) => {
    expect(flawOf(kind, ADA, filled(kind, terms))).not.toBeNull()
  })

  it.each<ActKind>(['warn', 'timeout', 'kick', 'ban', 'softban', 'unban', 'timeout_end'])('%s can be done as it begins', (kind) => {
    expect(flawOf(kind, ADA, filled(kind))).toBeNull()
  })

  it('says what will be different', () => {
    expect(consequencesOf('ban', ADA, filled('ban', { deleteSeconds: 86_400 }), 0, [])).toEqual([
      'Bee leaves the server and cannot come back until unbanned.', '2 roles are lost.', 'Their messages of the last 1 day are deleted, for good.',
    ])
    expect(consequencesOf('timeout', ADA, filled('timeout'), 0, []).at(-1)).toContain('It ends by itself:')
  })
})
