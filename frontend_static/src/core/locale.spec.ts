import { beforeEach, expect, it } from 'vitest'

import { preferredLocale, rememberLocale } from '@/core/locale'

beforeEach(() => localStorage.clear())

it.each([
  [['fr-CA', 'en'], 'fr'],
  [['de-DE', 'fr', 'en'], 'fr'],
  [['ja'], 'en'],
])('speaks the first language of %j that it knows', (wanted, locale) => {
  expect(preferredLocale(wanted)).toBe(locale)
})

it('prefers what was chosen here before', () => {
  rememberLocale('fr')

  expect(preferredLocale(['en'])).toBe('fr')
})
