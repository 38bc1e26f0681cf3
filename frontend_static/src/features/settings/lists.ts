import type { Field, Value, Values } from '@/features/settings/schema'

/** Lists of ids are text in a form, an id a line; a form's other values stay as they are. */
export function withLines(values: Values): Values {
  return mapped(values, (value: unknown) => (Array.isArray(value) ? value.join('\n') : (value as Value)))
}

/** Back to what the API takes. */
export function withLists(values: Values, fields: Field[]): Values {
  const lists = new Set(fields.filter(({ kind }) => kind === 'ids').map(({ name }) => name))
  return mapped(values, (value, name) => (lists.has(name) ? (idsIn(value) as unknown as Value) : value))
}

/** The ids in a text, each once, whatever stands between them: `<#123>` and links to a channel count as well. */
export function idsIn(value: Value): string[] {
  const words = String(value ?? '').split(/[\s,;]+/)
  return [...new Set(words.filter(Boolean).map((word) => word.match(/^(?:<#|https?:\S*\/)?(\d+)>?$/)?.[1] ?? word))]
}

function mapped(values: Values, of: (value: Value, name: string) => Value): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, of(value, name)]))
}
