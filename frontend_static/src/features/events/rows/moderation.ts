import type { Schemas } from '@/api/client'
import { t, textOr } from '@/core/i18n'
import { by, change, duration, person, place, quote, reason, say, shortMoment, text, type Detail, type Sentence, type Slot } from '@/features/events/rows/sentence'

type Entry = Schemas['AuditLogEntryData']
type Change = Schemas['AuditLogChange']

const MOST_CHANGES = 6
const MOST_CHARACTERS = 80
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

/** An entry of Discord's audit log: who did what to whom, what changed, and why. */
export function audit({ action, user_id: actor, target_id: target, reason: why, changes = [], options = {} }: Entry): Sentence {
  const slots = {
    ...(actor ? by(actor) : { by: text(t('happened.somebody')) }),
    target: targetOf(action, target, changes),
    count: text(options.count ?? '1'),
    channel: options.channel_id ? ({ kind: 'channel', id: options.channel_id } as const) : text('…'),
  }
  const words = textOr(`happened.audit.${action}`, t('happened.audit.other', { action }))
  const told = changes.slice(0, MOST_CHANGES).map(changeOf)
  return { text: words, slots, details: [...told, ...reason(why)], ...([20, 22].includes(action) && { tone: 'danger' as const }) }
}

export function automod(data: Schemas['AutomodExecutionData']): Sentence {
  const { action, user_id: id, channel, seconds, matched_keyword: keyword, content, matched_content: matched, message_id: messageId } = data
  const slots = { user: person(id), channel: channel ? place(channel) : text('…'), time: text(duration(seconds ?? 0)) }
  const found = keyword ?? matched
  const details: Detail[] = [
    ...(found ? [{ kind: 'note' as const, label: t('happened.details.matched'), text: found }] : []),
    ...quote(content),
  ]
  const key = ({ 1: 'happened.automodBlocked', 2: 'happened.automodAlerted', 3: 'happened.automodTimedOut' } as const)[action]
  return say(key ?? 'happened.automodActed', slots, { details, tone: 'warn', messageId: messageId ?? undefined })
}

/** What an action is about, by its number's ten (…/docs/resources/audit-log#audit-log-events). */
function targetOf(action: number, id: string | null, changes: Change[]): Slot {
  const ten = Math.floor(action / 10)
  if (id && (ten === 2 || ten === 7 || (action >= 143 && action <= 146))) return person(id)
  const name = valueOf(changes.find(({ key }) => key === 'name' || key === 'code'))
  if (id && (ten === 1 || ten === 11)) return { kind: 'channel', id, ...(name && { name }) }
  if (id && ten === 3) return name ? text(`@${name}`) : { kind: 'role', id }
  return text(name ?? id ?? '…')
}

/** Roles that were given and taken are named; of anything else, what it was and what it is. */
function changeOf({ key, old, new: now }: Change): Detail {
  if (key === '$add' || key === '$remove') {
    const roles = rolesIn(now)
    return { kind: 'sides', added: key === '$add' ? roles : [], removed: key === '$remove' ? roles : [] }
  }
  return change(key, shown(old), shown(now))
}

function rolesIn(json: string | null | undefined): Slot[] {
  const roles = parsed(json)
  return Array.isArray(roles) ? roles.map(({ id, name }: { id: string; name: string }) => (name ? text(`@${name}`) : { kind: 'role', id })) : []
}

function valueOf(found: Change | undefined): string | null {
  return shown(found?.new) ?? shown(found?.old)
}

function shown(json: string | null | undefined): string | null {
  const value = parsed(json)
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'boolean') return t(value ? 'happened.details.yes' : 'happened.details.no')
  if (typeof value === 'string' && MOMENT.test(value)) return shortMoment(Date.parse(value))
  const words = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return words.length > MOST_CHARACTERS ? `${words.slice(0, MOST_CHARACTERS)}…` : words
}

function parsed(json: string | null | undefined): unknown {
  if (json === null || json === undefined) return null
  try {
    return JSON.parse(json)
  } catch {
    return json // a newer worker may tell it in another way
  }
}
