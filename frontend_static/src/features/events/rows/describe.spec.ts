import { beforeAll, expect, it } from 'vitest'

import { speak } from '@/core/i18n'
import { CHOICES } from '@/features/events/choices'
import type { FeedEvent } from '@/features/events/feed'
import { describe } from '@/features/events/rows/describe'
import { plainText } from '@/features/events/rows/sentence'
import { passes } from '@/features/events/search'
import { Seen } from '@/features/events/seen'
import en from '@/i18n/en.json'
import eventsEn from '@/i18n/events/en.json'
import eventsFr from '@/i18n/events/fr.json'
import { aMessageEvent, anEvent } from '@/testing/factories'

const ADA = { id: '21', username: 'ada', global_name: 'Ada', avatar: null }
const GENERAL = { id: '31', name: 'general' }
const HELP = { id: '32', name: 'help' }
const MOD = { id: '41', name: 'Mod', color: 255, position: 4, managed: false, administrator: false }
const MEMBER = { member: true }
const LATER = new Date(2_000_000).toISOString()

const names = new Seen()
names.addNewer([aMessageEvent({ data: { message_id: '900', content: 'hello there', author: { ...ADA, id: '5', global_name: 'Odo' } } })])
names.addRoles([MOD])

beforeAll(() => speak('en', en, eventsEn))

function told(event: FeedEvent): string[] {
  return plainText(describe(event, (id) => names.message(id)), names).split('\n')
}

it.each<[type: string, data: object, ...lines: unknown[]]>([
  ['guild_create', { guild: { name: 'Aurora', member_count: 7 } }, 'The bot joined Aurora'],
  ['guild_update', { guild: { name: 'Aurora', member_count: 7 } }, 'Aurora now has 7 members'],
  ['guild_delete', { id: '11' }, 'The bot left this server'],
  ['owner_change', { previous_owner_id: '5', owner_id: '21' }, 'Odo handed the server over to 21'],
  ['message_update', { message_id: '1', content: 'new words', author: ADA, channel: GENERAL }, 'Ada edited a message in #general', 'new words'],
  ['message_update', { message_id: '1', content: null, author: ADA, channel: GENERAL }, 'Ada edited a message in #general'],
  ['message_delete', { message_id: '1', channel: GENERAL }, 'A message in #general was deleted'],
  ['message_delete', { message_id: '900', channel: GENERAL }, 'A message by Odo in #general was deleted', 'hello there'],
  ['message_delete_bulk', { message_ids: ['1', '2'], channel: GENERAL }, '2 messages in #general were deleted at once'],
  ['member_join', { user_id: '21', user: ADA }, 'Ada joined'],
  ['member_join', { user_id: '21', user: { ...ADA, bot: true } }, 'The bot Ada was added'],
  ['member_remove', { user_id: '21', user: ADA, cause: 'left' }, 'Ada left'],
  ['member_remove', { user_id: '21', user: ADA }, 'Ada left or was kicked'],
  ['member_remove', { user_id: '21', user: ADA, cause: 'kicked', kicked_by: '5', reason: 'spam' }, 'Odo kicked Ada', 'spam'],
  ['member_remove', { user_id: '21', user: ADA, cause: 'kicked' }, 'Ada was kicked'],
  ['member_remove', { user_id: '21', user: ADA, cause: 'banned' }, 'Ada is gone: banned'],
  ['member_ban', { user_id: '21', user: ADA, moderator_id: '5', reason: 'raid' }, 'Odo banned Ada', 'raid'],
  ['member_ban', { user_id: '21', user: ADA }, 'Ada was banned'],
  ['member_unban', { user_id: '21', user: ADA, moderator_id: '5' }, 'Odo unbanned Ada'],
  ['member_update', { user_id: '21', user: ADA, member: MEMBER }, 'Ada was changed'],
  [
    'member_update',
    { user_id: '21', user: ADA, member: MEMBER, changes: { fields: ['roles'], added_role_ids: ['41'], removed_role_ids: ['42'] } },
    'The roles of Ada changed',
    '@Mod @42',
  ],
  [
    'member_update',
    { user_id: '21', user: ADA, member: MEMBER, nick: 'Countess', changes: { fields: ['nick'], nick_before: 'Lady' } },
    'The nickname of Ada changed',
    'Nickname Lady Countess',
  ],
  [
    'member_update',
    { user_id: '21', user: ADA, member: { ...MEMBER, timed_out_until: LATER }, changes: { fields: ['timeout'] } },
    expect.stringMatching(/^Ada is timed out until .*1970/),
  ],
  ['member_update', { user_id: '21', user: ADA, member: MEMBER, changes: { fields: ['timeout'] } }, 'The timeout of Ada was ended'],
  [
    'member_update',
    { user_id: '21', user: ADA, member: MEMBER, nick: 'X', changes: { fields: ['nick', 'timeout'], timed_out_until_before: LATER } },
    'Ada was changed',
    'Nickname  X',
    expect.stringMatching(/^Timeout until .*1970/),
  ],
  ['role_create', { role: MOD }, 'The role @Mod was created'],
  ['role_delete', { role_id: '41' }, 'The role @Mod was deleted'],
  [
    'role_update',
    { role: { ...MOD, name: 'Mods' }, before: MOD, permissions: String((1 << 2) | (1 << 6)), permissions_before: '8' },
    'The role @Mods was changed',
    'Name Mod Mods',
    'Ban members one other permission Administrator',
  ],
  ['channel_create', { channel: { ...GENERAL, type: 0 } }, '#general was created'],
  ['channel_create', { channel: { ...GENERAL, type: 4 } }, 'The category general was created'],
  [
    'channel_update',
    { channel: { ...GENERAL, type: 0, slowmode: 10 }, before: { id: '31', name: 'chat', type: 0 }, changed: ['name', 'slowmode', 'topic'] },
    '#general was changed',
    'Name chat general',
    'Slowmode  10 sec',
    'Topic  changed',
  ],
  ['channel_delete', { channel: { ...GENERAL, type: 0 } }, '#general was deleted'],
  ['thread_create', { thread: { ...HELP, type: 11 } }, 'The thread #help was created'],
  ['thread_update', { thread: { ...HELP, archived: true }, before: { ...HELP, archived: false }, changed: ['archived'] }, 'The thread #help was changed', 'Archived no yes'],
  ['thread_delete', { thread: { id: '33', type: 11 } }, 'The thread #33 was deleted'],
  ['invite_create', { code: 'abc', channel: GENERAL, inviter: ADA, max_age: 3600, max_uses: 1 }, 'Ada created an invite to #general', 'expires after 1 hr, one use'],
  ['invite_create', { code: 'abc', channel: GENERAL }, 'An invite to #general was created', 'never expires'],
  ['invite_delete', { code: 'abc', channel: GENERAL }, 'The invite abc to #general is gone'],
  ['webhooks_update', { channel: GENERAL }, 'The webhooks of #general changed'],
  ['emojis_update', { count: 2, added: [{ id: '1', name: 'wave' }], renamed: [{ id: '2', before: 'a', after: 'b' }] }, 'The emojis changed', ':wave:', 'Name :a: :b:'],
  ['voice_state_update', { user_id: '21', user: ADA, channel: GENERAL, changed: ['channel'] }, 'Ada joined the voice channel general'],
  ['voice_state_update', { user_id: '21', user: ADA, before: GENERAL, changed: ['channel'] }, 'Ada left the voice channel general'],
  ['voice_state_update', { user_id: '21', user: ADA, before: GENERAL, channel: HELP, changed: ['channel'] }, 'Ada moved from general to help'],
  ['voice_state_update', { user_id: '21', user: ADA, before: HELP, channel: HELP, changed: ['mute'], mute: true }, 'Ada was muted in help'],
  ['voice_state_update', { user_id: '21', user: ADA, before: HELP, channel: HELP, changed: ['stream'] }, 'Ada stopped streaming in help'],
  [
    'audit_log_entry',
    { entry_id: '1', action: 24, user_id: '5', target_id: '21', reason: 'calm down', changes: [{ key: 'nick', old: '"Lady"', new: '"Ada"' }] },
    'Odo changed 21',
    'Nickname Lady Ada',
    'calm down',
  ],
  [
    'audit_log_entry',
    { entry_id: '1', action: 25, user_id: '5', target_id: '21', changes: [{ key: '$add', new: '[{"id":"41","name":"Mod"}]' }] },
    'Odo changed the roles of 21',
    '@Mod',
  ],
  ['audit_log_entry', { entry_id: '1', action: 12, user_id: '5', target_id: '77', changes: [{ key: 'name', old: '"old-news"' }] }, 'Odo deleted #old-news', 'Name old-news '],
  [
    'audit_log_entry',
    { entry_id: '1', action: 24, user_id: '5', target_id: '21', changes: [{ key: 'communication_disabled_until', new: '"2026-03-01T12:00:00+00:00"' }] },
    'Odo changed 21',
    expect.stringMatching(/^Timeout until  Mar 1, 2026/),
  ],
  ['audit_log_entry', { entry_id: '1', action: 72, user_id: '5', target_id: '21', options: { channel_id: '31', count: '3' } }, 'Odo deleted messages by 21 in #general (count: 3)'],
  ['audit_log_entry', { entry_id: '1', action: 9999 }, 'Somebody did something new to Discord (action 9999)'],
  ['automod_execution', { rule_id: '1', trigger: 1, action: 1, user_id: '5', channel: GENERAL, content: 'bad words', matched_keyword: 'bad' }, 'AutoMod blocked a message by Odo in #general', 'bad', 'bad words'],
  ['automod_execution', { rule_id: '1', trigger: 1, action: 3, user_id: '5', seconds: 600 }, 'AutoMod timed out Odo for 10 min'],
  ['automod_execution', { rule_id: '1', trigger: 1, action: 8, user_id: '5' }, 'AutoMod acted on Odo'],
  ['gap', { reason: 'offline', kinds: ['message_delete'], first_at: 1_000_000, last_at: 1_360_000, events: 2 }, expect.stringMatching(/message deletions not seen$/), 'The bot was away. (2 events)'],
  ['soundboard_sound_create', { sound_id: '1' }, 'Event: soundboard sound create'],
])('%s %j', (type, data, ...lines) => {
  const event = anEvent(type, data)

  expect(told(event)).toEqual(lines)
})

it.each(Object.values(CHOICES).flat().filter((type) => type !== 'message_create'))('is not upset by a %s without data', (type) => {
  expect(told(anEvent(type, {}))[0]).not.toBe('')
  expect(told(anEvent(type, null as unknown as object))[0]).not.toBe('')
})

it('has words in both languages for every kind that can be chosen', () => {
  expect(Object.keys(eventsFr.feed.types)).toEqual(Object.keys(CHOICES))
})

it('finds any event by what its row says, and hides what says nothing', () => {
  const ban = anEvent('member_ban', { user_id: '21', user: ADA, moderator_id: '5', reason: 'Raid' })

  expect([passes(ban, '', names), passes(ban, 'odo banned ADA', names), passes(ban, 'raid', names), passes(ban, 'kick', names)]).toEqual([true, true, true, false])
  expect(passes(anEvent('member_gone', { user_id: '21' }), '', names)).toBe(false)
  expect(passes(anEvent('member_remove', { user_id: '21', cause: 'banned' }), '', names)).toBe(false)
})

it('finds a message by its words and its author, with or without accents', () => {
  const message = aMessageEvent({ data: { content: 'Où est le Café ?' } })
  const kept = aMessageEvent({ data: { content: null } })

  expect([passes(message, 'ou est le cafe', names), passes(kept, 'ada', names), passes(kept, 'tea', names)]).toEqual([true, true, false])
})
