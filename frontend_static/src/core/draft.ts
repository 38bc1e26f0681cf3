/** Text comes first: Vue takes an empty one for `true` where a prop's type names boolean before string. */
export type Value = string | number | boolean | null
export type Values = Record<string, Value>

export interface Change {
  name: string
  before: Value
  after: Value
}

/** What somebody has changed and not saved yet, over what the server last said. */
export interface Draft<Base extends { values: Values }> {
  base: Base
  edits: Values
}

export function draftOf<Base extends { values: Values }>(base: Base): Draft<Base> {
  return { base, edits: {} }
}

export function valuesOf<Base extends { values: Values }>({ base, edits }: Draft<Base>): Values {
  return { ...base.values, ...edits }
}

/** An edit that leads back to the saved value is no edit. */
export function edit<Base extends { values: Values }>({ base, edits }: Draft<Base>, name: string, value: Value): Draft<Base> {
  const { [name]: _, ...others } = edits
  return { base, edits: value === (base.values[name] ?? null) ? others : { ...others, [name]: value } }
}

export function changesOf<Base extends { values: Values }>({ base, edits }: Draft<Base>): Change[] {
  return Object.entries(edits).map(([name, after]) => ({ name, before: base.values[name] ?? null, after }))
}

/** Somebody else has saved: keep our edits, over what they left. */
export function rebase<Base extends { values: Values }>(draft: Draft<Base>, base: Base): Draft<Base> {
  return Object.entries(draft.edits).reduce((next, [name, value]) => edit(next, name, value), draftOf(base))
}

/** What one state has otherwise than another. */
export function differences(before: Values, after: Values): Change[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null }))
    .filter((change) => change.before !== change.after)
}
