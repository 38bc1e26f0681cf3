import { count, exactTime } from '@/core/format'
import { t, textOr } from '@/core/i18n'
import { permissionName } from '@/features/administration/refusals'
import type { Action } from '@/features/audit/data'
import { fieldName } from '@/features/events/rows/sentence'
import { namesIn } from '@/features/explainer/permissions'

export interface Difference {
  name: string
  label: string
  before: string | null
  after: string | null
}

export type NameOfRole = (id: string) => string | undefined

const MOST_CHARACTERS = 120
const MOST_LISTED = 12
const FIRST = 3
const MOMENT = /^\d{4}-\d\d-\d\dT/
const BITS = new Set(['permissions', 'allow', 'deny'])

/** These follow from the others. */
const DERIVED = new Set(['top_role_id', 'created_at'])

/** What an action changed, field by field: how it was and how it is, as people read it; of lists, what went and what came. */
export function differencesOf(before: object | null, after: object | null, roleName: NameOfRole): Difference[] {
  const was = { ...before } as Record<string, unknown>
  const is = { ...after } as Record<string, unknown>
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => !DERIVED.has(name))
  const shown = 'role_ids' in is || 'timed_out_until' in is ? names.filter((name) => name !== 'permissions') : names
  return shown
    .map((name) => ({ name, label: labelOf(name), ...sides(listed(name, was[name]), listed(name, is[name]), roleName) }))
    .filter((difference) => difference.before !== difference.after)
}

function labelOf(name: string): string {
  return textOr(`audit.fields.${name}`, fieldName(name))
}

/** Permissions come as bits: shown are their names. */
function listed(name: string, value: unknown): unknown {
  return BITS.has(name) && typeof value === 'string' && /^\d+$/.test(value) ? namesIn(value) : value
}

function sides(was: unknown, is: unknown, roleName: NameOfRole): Pick<Difference, 'before' | 'after'> {
  if (!Array.isArray(was) || !Array.isArray(is)) return { before: said(was, roleName), after: said(is, roleName) }
  const [went, came] = [was.filter((each) => !is.includes(each)), is.filter((each) => !was.includes(each))]
  return { before: said(went, roleName), after: said(came, roleName) }
}

function said(value: unknown, roleName: NameOfRole): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'boolean') return t(value ? 'happened.details.yes' : 'happened.details.no')
  if (Array.isArray(value)) return listOf(value.flatMap((each) => said(each, roleName) ?? []))
  if (typeof value === 'object') return shortened(JSON.stringify(value))
  const text = String(value)
  if (MOMENT.test(text)) return exactTime(Date.parse(text))
  return /^[A-Z][A-Z_]+$/.test(text) ? permissionName(text) : (roleName(text) ?? shortened(text))
}

/** Of a long list, how it begins. */
function listOf(texts: readonly string[]): string | null {
  if (texts.length <= MOST_LISTED) return texts.join(', ') || null
  return t('audit.andMore', { list: texts.slice(0, FIRST).join(', '), count: count(texts.length - FIRST) })
}

function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
}

/** To whom or what something was done; to many at once: how many they were. */
export function targetOf({ target, after }: { target: Action['target']; after: object | null }): string {
  if (target.kind === 'channel') return `#${target.name ?? target.id}`
  const { user_ids: many } = { ...after } as { user_ids?: unknown }
  if (Array.isArray(many)) return t('audit.people', { count: count(many.length) }, many.length)
  return target.name ?? (target.kind === 'guild' ? t('audit.server') : target.id)
}
