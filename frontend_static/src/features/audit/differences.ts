import { t } from '@/core/i18n'
import { fieldName } from '@/features/events/rows/sentence'

export interface Difference {
  name: string
  label: string
  before: string | null
  after: string | null
}

export type NameOfRole = (id: string) => string | undefined

const MOST_CHARACTERS = 120

/** What an action changed, field by field: how it was and how it is, as people read it. */
export function differencesOf(before: object | null, after: object | null, roleName: NameOfRole): Difference[] {
  const was = { ...before } as Record<string, unknown>
  const is = { ...after } as Record<string, unknown>
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((name) => ({
    name,
    label: fieldName(name),
    before: said(was[name], roleName),
    after: said(is[name], roleName),
  }))
}

function said(value: unknown, roleName: NameOfRole): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'boolean') return t(value ? 'happened.details.yes' : 'happened.details.no')
  if (Array.isArray(value)) return value.map((each) => said(each, roleName)).filter(Boolean).join(', ') || null
  if (typeof value === 'object') return shortened(JSON.stringify(value))
  return roleName(String(value)) ?? shortened(String(value))
}

function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
}
