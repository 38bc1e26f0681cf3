import type { FeatureSettings } from '@/features/settings/data'
import type { Value, Values } from '@/features/settings/schema'

export interface Change {
  name: string
  before: Value
  after: Value
}

/** What somebody has changed and not saved yet, over what the server last said. */
export interface Draft {
  base: FeatureSettings
  edits: Values
}

export function draftOf(base: FeatureSettings): Draft {
  return { base, edits: {} }
}

export function valuesOf({ base, edits }: Draft): Values {
  return { ...base.values, ...edits }
}

/** An edit that leads back to the saved value is no edit. */
export function edit({ base, edits }: Draft, name: string, value: Value): Draft {
  const { [name]: _, ...others } = edits
  return { base, edits: value === (base.values[name] ?? null) ? others : { ...others, [name]: value } }
}

export function changesOf({ base, edits }: Draft): Change[] {
  return Object.entries(edits).map(([name, after]) => ({ name, before: base.values[name] ?? null, after }))
}

/** Somebody else has saved: keep our edits, over what they left. */
export function rebase(draft: Draft, base: FeatureSettings): Draft {
  return Object.entries(draft.edits).reduce((next, [name, value]) => edit(next, name, value), draftOf(base))
}
