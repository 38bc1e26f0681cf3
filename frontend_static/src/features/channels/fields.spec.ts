import { describe, expect, it } from 'vitest'

import { cellIn, fieldsOf, mayField, nextSay, overwriteChanges, overwritesOf, settingsOf, whoField } from '@/features/channels/fields'
import type { Channel } from '@/features/channels/model'

const VIEW = String(1n << 10n)
const SEND = String(1n << 11n)
const UNKNOWN = String(1n << 60n)

const CHANNEL: Channel = {
  id: '31', guild_id: '11', type: 0, name: 'general', position: 0, parent_id: null, topic: null, nsfw: false, rate_limit_per_user: 0,
  bitrate: null, user_limit: null, default_auto_archive_duration: null, default_thread_rate_limit_per_user: null,
  permission_overwrites: [
    { id: '11', type: 'role', allow: VIEW, deny: String(BigInt(SEND) | BigInt(UNKNOWN)) },
    { id: '5', type: 'member', allow: '0', deny: VIEW },
  ],
}

describe('a channel as fields', () => {
  const values = fieldsOf(CHANNEL)

  it('comes back as it went, with the bits that we do not know', () => {
    expect(overwritesOf(CHANNEL, values)).toEqual(CHANNEL.permission_overwrites)
    expect(overwriteChanges(CHANNEL, values)).toEqual([])
  })

  it('has a field for each permission that is said', () => {
    expect(values[mayField('11', 'VIEW_CHANNEL')]).toBe('allow')
    expect(values[mayField('11', 'SEND_MESSAGES')]).toBe('deny')
    expect(values[mayField('11', 'SPEAK')]).toBeUndefined()
    expect(cellIn(mayField('11', 'SEND_MESSAGES'))).toEqual({ id: '11', permission: 'SEND_MESSAGES' })
  })

  it('changes only the overwrites that say something else', () => {
    const changed = { ...values, [mayField('11', 'SEND_MESSAGES')]: null }

    expect(overwriteChanges(CHANNEL, changed)).toEqual([['11', { id: '11', type: 'role', allow: VIEW, deny: UNKNOWN }]])
  })

  it('adds one that says nothing yet, and removes one', () => {
    const changed = { ...values, [whoField('77')]: 'role', [whoField('5')]: null }

    expect(overwriteChanges(CHANNEL, changed)).toEqual([
      ['5', null],
      ['77', { id: '77', type: 'role', allow: '0', deny: '0' }],
    ])
  })

  it('changes only the settings that were', () => {
    expect(settingsOf({ ...values, topic: 'Hello', name: 'other' }, ['topic'])).toEqual({ topic: 'Hello' })
  })
})

it('goes from neutral to allow to deny and back', () => {
  expect([null, 'allow', 'deny'].map((say) => nextSay(say as never))).toEqual(['allow', 'deny', null])
})
