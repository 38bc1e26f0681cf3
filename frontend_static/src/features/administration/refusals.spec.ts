import { beforeEach, expect, it } from 'vitest'

import { ApiError } from '@/api/errors'
import { speak } from '@/core/i18n'
import { refusalOf } from '@/features/administration/refusals'
import en from '@/i18n/en.json'
import permissions from '@/i18n/permissions/en.json'
import refusals from '@/i18n/refusals/en.json'

beforeEach(() => speak('en', en, permissions, refusals))

it.each([
  ['permission_missing', { who: 'bot', permission: 'KICK_MEMBERS' }, 'The bot lacks Kick members'],
  ['permission_missing', { who: 'you', permission: 'MANAGE_CHANNELS', channel: 'staff' }, 'You lack Manage channels in #staff'],
  ['permission_missing', { who: 'you', permissions: ['BAN_MEMBERS', 'A_NEW_ONE'] }, 'You lack Ban members, A new one'],
  ['role_too_high', { who: 'bot', role: 'Mods' }, "The bot’s highest role is not above Mods"],
  ['role_too_high', { who: 'you', owner: true }, "Nobody can do this to the server’s owner"],
  ['conflict', { target: 'you' }, 'Nobody can do this'],
  ['invalid_input', { fields: { nick: 'too_long' } }, 'Some of this is not as Discord wants it'],
  ['discord_refused', { discord_message: 'Missing Access' }, 'Discord refused this'],
])('%s %o is said in words', (code, details, title) => {
  expect(refusalOf(new ApiError(403, code, 'message', null, details)).title).toBe(title)
})
