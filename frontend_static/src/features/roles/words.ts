import { ApiError } from '@/api/errors'
import type { Change, Value } from '@/core/draft'
import { t } from '@/core/i18n'
import { refusalOf } from '@/features/administration/refusals'
import { colourText, permissionIn } from '@/features/roles/fields'
import type { Listed } from '@/features/roles/model'

interface Said {
  name: string
  label: string
  before: string
  after: string
}

/** A change of a role's fields in words. */
export function said({ name, before, after }: Change): Said {
  const permission = permissionIn(name)
  if (permission) {
    return { name, label: t(`permissions.names.${permission}`), before: onOff(before), after: onOff(after) }
  }
  const text = name === 'color' ? colour : value
  return { name, label: t(`roles.fields.${name as 'name' | 'color' | 'hoist' | 'mentionable'}`), before: text(before), after: text(after) }
}

/** Moved roles in words: from which place to which. */
export function saidMoves(moved: readonly string[], before: readonly Listed[], after: readonly Listed[]): Said[] {
  return moved.map((id) => ({
    name: `move:${id}`,
    label: `@${after.find((role) => role.id === id)?.name ?? id}`,
    before: placeText(before, id),
    after: placeText(after, id),
  }))
}

function placeText(list: readonly Listed[], id: string): string {
  return t('roles.place', { number: list.findIndex((role) => role.id === id) + 1 })
}

/** Why a role cannot be changed; empty where it can. */
export function whyLocked({ locked }: Pick<Listed, 'locked'>): string {
  if (!locked) return ''
  const { title, advice } = refusalOf(new ApiError(403, locked.code, locked.message, null, locked.details))
  return `${title}. ${advice}`
}

function onOff(held: Value): string {
  return t(held === true ? 'settings.on' : 'settings.off')
}

function colour(number: Value): string {
  return number ? colourText(Number(number)) : t('roles.noColour')
}

function value(now: Value): string {
  return typeof now === 'boolean' ? onOff(now) : String(now ?? '')
}
