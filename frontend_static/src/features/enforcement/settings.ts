import { t } from '@/core/i18n'
import type { CaseKind } from '@/features/enforcement/acts'
import type { EnforcementSettings, Step, Template } from '@/features/enforcement/data'
import { durationText } from '@/features/enforcement/durations'
import type { Shape } from '@/features/settings/facade'
import type { Value, Values } from '@/features/settings/schema'

/** In a draft a list is its JSON: drafts compare plain values. */
const LISTS = ['notify', 'ladder', 'templates', 'appeal_kinds'] as const
export type ListName = (typeof LISTS)[number]

export const MOST_STEPS = 20
export const MOST_TEMPLATES = 50
const LONGEST_TIMEOUT = 28 * 86_400
const MOST_WARNS = 50
const MOST_DAYS = 3_650

export function listOf<Name extends ListName>(values: Values, name: Name): EnforcementSettings[Name] {
  return JSON.parse(String(values[name] ?? '[]')) as EnforcementSettings[Name]
}

export function asValue(list: readonly unknown[]): Value {
  return JSON.stringify(list)
}

export const enforcementShape: Shape = {
  open: (values) => mapped(values, (value: unknown) => (Array.isArray(value) ? asValue(value) : (value as Value))),
  close: (values) => mapped(values, (value, name) => ((LISTS as readonly string[]).includes(name) ? (JSON.parse(String(value)) as Value) : value)),
  flaws: (values) => ({
    warn_days: flawOfDays(values.warn_days ?? null),
    ladder: flawOfLadder(listOf(values, 'ladder')),
    templates: listOf(values, 'templates').some((template) => !template.name.trim() || !template.reason.trim()) ? t('enforcement.flaws.template') : null,
  }),
}

function flawOfDays(days: Value): string | null {
  return days === null || isBetween(Number(days), MOST_DAYS) ? null : t('enforcement.flaws.days', { most: MOST_DAYS })
}

/** Why a ladder cannot be as it is, in words; null where it can. */
export function flawOfLadder(steps: readonly Step[]): string | null {
  const wrong = steps.map(flawOfStep).find((flaw) => flaw !== null)
  if (wrong !== undefined) return wrong
  const counts = steps.map(({ warns, within_days }) => `${warns}/${within_days}`)
  return new Set(counts).size < counts.length ? t('enforcement.flaws.twice') : null
}

function flawOfStep({ warns, within_days, kind, seconds }: Step): string | null {
  if (!isBetween(warns, MOST_WARNS)) return t('enforcement.flaws.warns', { most: MOST_WARNS })
  if (!isBetween(within_days, MOST_DAYS)) return t('enforcement.flaws.days', { most: MOST_DAYS })
  if (kind === 'timeout' && (seconds === null || seconds > LONGEST_TIMEOUT)) return t('enforcement.flaws.timeout')
  return null
}

function isBetween(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most
}

/** A value as the bar of unsaved changes says it. */
export function wordsOf(name: string, value: Value): string {
  if (typeof value === 'boolean') return t(value ? 'settings.on' : 'settings.off')
  if (value === null || value === '') return t('settings.none')
  if (name === 'notify' || name === 'appeal_kinds') return (JSON.parse(String(value)) as CaseKind[]).map((kind) => t(`acts.kinds.${kind}`)).join(', ') || t('settings.none')
  if (name === 'ladder') return (JSON.parse(String(value)) as Step[]).map(stepText).join('; ') || t('settings.none')
  if (name === 'templates') return (JSON.parse(String(value)) as Template[]).map((template) => template.name).join(', ') || t('settings.none')
  return String(value)
}

export function stepText({ warns, within_days, kind, seconds }: Step): string {
  const what = seconds === null ? t(`acts.kinds.${kind}`) : `${t(`acts.kinds.${kind}`)} (${durationText(seconds)})`
  return t('enforcement.ladder.step', { warns, days: within_days, what })
}

function mapped(values: Values, of: (value: Value, name: string) => Value): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, of(value, name)]))
}
