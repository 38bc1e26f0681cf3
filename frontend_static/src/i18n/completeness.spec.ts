import { expect, it } from 'vitest'

import { flatten } from '@/core/messages'

const files = import.meta.glob<object>('/src/i18n/**/*.json', { import: 'default', eager: true })
const english = new Map(textsOf('en'))
const french = new Map(textsOf('fr'))

/** Texts whose key is put together: from a route, a code of the API, a setting, a kind of event. */
const COMPOSED = [
  'nav.',
  'permissions.',
  'explainer.stages.',
  'explainer.as.',
  'channels.kinds.',
  'channels.fields.',
  'channels.waits.',
  'channels.says.',
  'channels.lock.',
  'roles.fields.',
  'theme.',
  'language.',
  'connection.',
  'shortcuts.',
  'problems.',
  'counters.',
  'settings.messages.',
  'settings.events.',
  'settings.enforcement.',
  'access.permissions.',
  'access.own.',
  'access.reasons.',
  'account.erasure.counts.',
  'activity.kinds.',
  'activity.metrics.',
  'gaps.kinds.',
  'gaps.reasons.',
  'refusals.lacks.',
  'refusals.rank.',
  'refusals.conflict.',
  'refusals.fields.',
  'members.spans.',
  'members.sorts.',
  'members.locks.',
  'acts.kinds.', 'acts.verbs.', 'acts.titles.', 'acts.buttons.', 'acts.done.', 'acts.then.', 'acts.irreversible.', 'acts.units.',
  'cases.states.', 'cases.sources.', 'cases.appeals.', 'cases.marks.', 'cases.ended.', 'cases.outcome.', 'cases.codes.', 'cases.history.did.',
  'cases.evidence.kinds.', 'cases.evidence.flaws.', 'cases.export.formats.', 'cases.verify.flaws.',
  'jobs.states.', 'jobs.groups.', 'jobs.codes.', 'jobs.columns.', 'jobs.facts.', 'jobs.skips.', 'jobs.results.states.', 'jobs.bulk.buttons.', 'jobs.bulk.why.',
  'jobs.purge.flaws.', 'jobs.purge.help.', 'jobs.purge.patternFlaws.', 'jobs.purge.writers.',
  'timers.ends.', 'timers.groups.', 'timers.codes.', 'timers.permissions.', 'timers.keepText.', 'timers.keepNow.', 'undo.obstacles.', 'undo.remains.',
  'audit.did.',
  'appeals.did.', 'appeals.ended.', 'appeals.states.', 'appeals.problems.', 'appeals.evidence.kinds.', 'appeals.moderate.lift.', 'appeals.moderate.done.',
  'audit.kinds.',
  'audit.types.',
  'audit.outcomes.', 'audit.fields.', 'overview.members', 'overview.channels', 'overview.roles', 'overview.boosts', 'overview.needs.',
  'feed.types.',
  'feed.groups.',
  'feed.filter.',
  'happened.fields.',
  'happened.rights.',
  'happened.audit.',
  'happened.voice.',
  'happened.category',
  'happened.channel',
  'happened.thread',
]

const sources = import.meta.glob('/src/**/*.{ts,vue}', { query: '?raw', import: 'default', eager: true })
const code = Object.entries(sources).map(([path, text]) => (path.includes('.spec.') ? '' : String(text))).join('\n')

it('says everything in both languages', () => {
  expect([...french.keys()].toSorted()).toEqual([...english.keys()].toSorted())
})

it('says everything in one place', () => {
  const keys = textsOf('en').map(([key]) => key)

  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
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

function textsOf(language: string): [key: string, text: string][] {
  return Object.entries(files).flatMap(([path, tree]) => (path.endsWith(`/${language}.json`) ? flatten(tree) : []))
}

function blanks(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g))].toSorted()
}
