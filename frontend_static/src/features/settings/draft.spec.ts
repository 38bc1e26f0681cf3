import { expect, it } from 'vitest'

import { changesOf, draftOf, edit, rebase, valuesOf } from '@/features/settings/draft'

function settings(values: Record<string, boolean | number>, version = 1) {
  return { feature: 'messages', values, version, schema: {} }
}

const draft = draftOf(settings({ store_content: false, retention_days: 30 }))

it('knows what has changed', () => {
  const edited = edit(edit(draft, 'retention_days', 90), 'store_content', true)

  expect(changesOf(edited)).toEqual([
    { name: 'retention_days', before: 30, after: 90 },
    { name: 'store_content', before: false, after: true },
  ])
  expect(valuesOf(edited)).toEqual({ store_content: true, retention_days: 90 })
})

it('has nothing to save once an edit is taken back by hand', () => {
  expect(changesOf(edit(edit(draft, 'retention_days', 90), 'retention_days', 30))).toEqual([])
})

it('keeps our edits over what somebody else has saved', () => {
  const theirs = settings({ store_content: true, retention_days: 60 }, 2)

  const rebased = rebase(edit(edit(draft, 'retention_days', 90), 'store_content', true), theirs)

  expect(changesOf(rebased)).toEqual([{ name: 'retention_days', before: 60, after: 90 }])
  expect(rebased.base.version).toBe(2)
})
