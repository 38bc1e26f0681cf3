import type { Value, Values } from '@/core/draft'
import { t, textOr } from '@/core/i18n'
import { idsIn } from '@/features/settings/lists'

/** The part of JSON Schema that settings are written in. */
export interface FieldSchema {
  type?: 'boolean' | 'integer' | 'string' | 'array'
  title?: string
  description?: string
  minimum?: number
  maximum?: number
  maxLength?: number
  maxItems?: number
  items?: FieldSchema
  enum?: string[]
  default?: Value
  $ref?: string
}

export interface SettingsSchema {
  $ref?: string
  $defs?: Record<string, SettingsSchema & FieldSchema>
  properties?: Record<string, FieldSchema>
}

export type { Value, Values }

export interface Field {
  name: string
  kind: 'switch' | 'number' | 'text' | 'choice' | 'ids'
  schema: FieldSchema
}

/** The fields of a form, in the order of the schema. */
export function fieldsOf(schema: SettingsSchema): Field[] {
  const definitions = schema.$defs ?? {}
  const root = follow(schema, definitions)
  return Object.entries(root.properties ?? {}).map(([name, property]) => {
    const resolved = follow(property, definitions)
    return { name, kind: kindOf(resolved), schema: resolved }
  })
}

/** What is wrong with a value, in the reader's language; null when nothing is. */
export function flawOf({ kind, schema }: Field, value: Value): string | null {
  if (kind === 'ids') return flawOfIds(schema, idsIn(value))
  if (kind !== 'number') return null
  const { minimum = -Infinity, maximum = Infinity } = schema
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum
  return fits ? null : t('settings.flaw', { minimum, maximum })
}

function flawOfIds({ maxItems = Infinity }: FieldSchema, ids: string[]): string | null {
  const wrong = ids.find((id) => !/^\d{1,19}$/.test(id))
  if (wrong !== undefined) return t('settings.noId', { text: wrong })
  return ids.length > maxItems ? t('settings.tooMany', { count: maxItems }) : null
}

/** A field's words: translated by key, else as the schema says. */
export function labelOf(feature: string, { name, schema }: Field): string {
  return textOr(`settings.${feature}.${name}.label`, schema.title ?? name)
}

export function helpOf(feature: string, { name, schema }: Field): string {
  return textOr(`settings.${feature}.${name}.help`, schema.description ?? '')
}

export function textOf(feature: string, { name, kind }: Field, value: Value): string {
  if (kind === 'switch') return t(value === true ? 'settings.on' : 'settings.off')
  if (kind === 'ids') return idsIn(value).join(', ') || t('settings.none')
  const plain = String(value ?? '')
  return typeof value === 'number' ? textOr(`settings.${feature}.${name}.value`, plain, { count: plain }, value) : plain
}

function follow<T extends { $ref?: string }>(schema: T, definitions: Record<string, SettingsSchema & FieldSchema>) {
  const name = schema.$ref?.split('/').at(-1)
  return (name === undefined ? schema : { ...definitions[name], ...schema }) as T
}

function kindOf(schema: FieldSchema): Field['kind'] {
  if (schema.enum) return 'choice'
  if (schema.type === 'array') return 'ids'
  if (schema.type === 'boolean') return 'switch'
  return schema.type === 'integer' ? 'number' : 'text'
}
