import { expect, it } from 'vitest'

import { flatten } from '@/core/messages'
import en from '@/i18n/en.json'
import fr from '@/i18n/fr.json'
import pagesEn from '@/i18n/pages/en.json'
import pagesFr from '@/i18n/pages/fr.json'

const english = new Map([...flatten(en), ...flatten(pagesEn)])
const french = new Map([...flatten(fr), ...flatten(pagesFr)])

/** Texts whose key is put together: from a route, a code of the API, a setting, a kind of event. */
const COMPOSED = [
  'nav.', 'theme.', 'language.', 'connection.', 'shortcuts.', 'problems.', 'counters.', 'feed.events.', 'settings.messages.', 'settings.events.', 'access.permissions.', 'access.own.', 'access.reasons.', 'account.erasure.counts.', 'activity.metrics.', 'gaps.kinds.', 'gaps.reasons.',
]

const sources = import.meta.glob('/src/**/*.{ts,vue}', { query: '?raw', import: 'default', eager: true })
const code = Object.entries(sources).map(([path, text]) => (path.includes('.spec.') ? '' : String(text))).join('\n')

it('says everything in both languages', () => {
  expect([...french.keys()].toSorted()).toEqual([...english.keys()].toSorted())
})

it.each([...english])('%s has the same blanks and forms in French', (key, text) => {
  const translation = french.get(key) ?? ''

  expect(blanks(translation)).toEqual(blanks(text))
  expect(translation.split(' | ')).toHaveLength(text.split(' | ').length)
})

it('has no text that nobody says', () => {
  const unused = [...english.keys()].filter(
    (key) => !COMPOSED.some((prefix) => key.startsWith(prefix)) && !code.includes(`'${key}'`),
  )

  expect(unused).toEqual([])
})

function blanks(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g))].toSorted()
}
