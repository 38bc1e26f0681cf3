import { beforeEach, expect, it } from 'vitest'

import { speak } from '@/core/i18n'
import { differencesOf, targetOf } from '@/features/audit/differences'
import events from '@/i18n/events/en.json'
import moderation from '@/i18n/moderation/en.json'
import permissions from '@/i18n/permissions/en.json'

beforeEach(() => speak('en', events, moderation, permissions))

const roleName = (id: string) => ({ '20': 'Helpers', '30': 'Mods' })[id]

it('names the roles that came and went, and not the permissions that follow from them', () => {
  const before = { role_ids: ['20'], permissions: ['KICK_MEMBERS'] }

  expect(differencesOf(before, { role_ids: ['30'], permissions: [] }, roleName)).toEqual([
    { name: 'role_ids', label: 'Roles', before: 'Helpers', after: 'Mods' },
  ])
})

it('says permissions in words, though they come as bits', () => {
  expect(differencesOf({ permissions: '2' }, { permissions: '6' }, roleName)).toEqual([
    { name: 'permissions', label: 'Permissions', before: null, after: 'Ban members' },
  ])
})

it('says how many they were, and lists few of them', () => {
  const ids = Array.from({ length: 200 }, (_, index) => String(index))
  const target = { kind: 'guild', id: '1', name: null } as const

  expect(differencesOf(null, { user_ids: ids }, roleName).map(({ after }) => after)).toEqual(['0, 1, 2 and 197 more'])
  expect(targetOf({ target, after: { user_ids: ids } })).toBe('200 people')
  expect(targetOf({ target, after: null })).toBe('this server')
})
