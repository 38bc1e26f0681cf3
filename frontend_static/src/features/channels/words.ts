import type { Change, Value } from '@/core/draft'
import { t } from '@/core/i18n'
import { cellIn, type Setting, type Say } from '@/features/channels/fields'
import { isCategory, type Listed } from '@/features/channels/model'

/** A line of the bar of unsaved changes. */
export interface Said {
  name: string
  label: string
  before: string
  after: string
}

/** That a role is listed goes without saying where something is said about it. */
export function worthSaying(changes: readonly Change[]): Change[] {
  const about = new Set(changes.flatMap(({ name }) => cellIn(name)?.id ?? []))
  return changes.filter(({ name }) => !name.startsWith('who:') || !about.has(name.slice(4)))
}

/** A change of a channel's fields in words. */
export function said({ name, before, after }: Change, nameOf: (id: string) => string): Said {
  const cell = cellIn(name)
  if (cell) {
    const label = `${nameOf(cell.id)}: ${t(`permissions.names.${cell.permission}`)}`
    return { name, label, before: sayText(before), after: sayText(after) }
  }
  if (name.startsWith('who:')) {
    return { name, label: nameOf(name.slice(4)), before: thereText(before), after: thereText(after) }
  }
  return { name, label: t(`channels.fields.${name as Setting}`), before: valueText(before), after: valueText(after) }
}

/** Moved channels in words: from where to where. */
export function saidMoves(moved: readonly string[], before: readonly Listed[], after: readonly Listed[]): Said[] {
  return moved.flatMap((id) => {
    const channel = after.find((each) => each.id === id)
    return channel ? [{ name: `move:${id}`, label: `#${channel.name}`, before: placeText(before, id), after: placeText(after, id) }] : []
  })
}

function placeText(list: readonly Listed[], id: string): string {
  const channel = list.find((each) => each.id === id)
  if (!channel) return '—'
  const siblings = list.filter((each) => each.parent_id === channel.parent_id && isCategory(each) === isCategory(channel))
  const category = list.find((each) => each.id === channel.parent_id)?.name ?? t('channels.noCategory')
  const number = siblings.indexOf(channel) + 1
  return isCategory(channel) ? t('channels.place.category', { number }) : t('channels.place.channel', { category, number })
}

function sayText(say: Value): string {
  return t(`channels.says.${(say as Say) ?? 'neutral'}`)
}

function thereText(value: Value): string {
  return t(value === null ? 'channels.overwrites.absent' : 'channels.overwrites.present')
}

function valueText(value: Value): string {
  if (typeof value === 'boolean') return t(value ? 'settings.on' : 'settings.off')
  return value === null || value === '' ? t('settings.none') : String(value)
}
