import { expect, it } from 'vitest'

import { bitsOf, GROUPS, groupsOfChannel, namesIn, PERMISSION_NAMES } from '@/features/explainer/permissions'
import texts from '@/i18n/permissions/en.json'

it('has every permission in one group', () => {
  expect(GROUPS.flatMap(({ permissions }) => permissions).toSorted()).toEqual(PERMISSION_NAMES.toSorted())
})

it('has a name for every permission', () => {
  expect(Object.keys(texts.permissions.names).toSorted()).toEqual(PERMISSION_NAMES.toSorted())
})

it('keeps bits above what a number can hold, and those that we do not know', () => {
  const bits = String((1n << 52n) | (1n << 60n))

  expect(namesIn(bits)).toEqual(['BYPASS_SLOWMODE'])
  expect(bitsOf(['SPEAK'], bits)).toBe(String((1n << 21n) | (1n << 60n)))
})

it('shows of a channel what means something there', () => {
  const names = (type: number) => groupsOfChannel(type).map(({ name }) => name)

  expect(names(0)).toEqual(['general', 'text', 'apps'])
  expect(names(2)).toEqual(['general', 'text', 'voice', 'apps', 'events'])
  expect(names(13)).toEqual(['general', 'text', 'voice', 'stage', 'apps', 'events'])
  expect(names(4)).toEqual(['general', 'text', 'voice', 'stage', 'apps', 'events'])
})
