import type { Schemas } from '@/api/client'
import { t, type Key } from '@/core/i18n'
import { change, duration, person, place, say, text, type Detail, type Sentence, type Slot } from '@/features/events/rows/sentence'

type Change = 'Created' | 'Changed' | 'Deleted'
type View = Partial<Schemas['ChannelView'] & Schemas['ThreadView']>

const CATEGORY = 4 // discord.com/developers/docs/resources/channel#channel-object-channel-types

export const channel = (what: Change) => (data: Schemas['ChannelData']): Sentence => {
  const { channel: view } = data
  const isCategory = view.type === CATEGORY
  const slots = { channel: isCategory ? text(view.name) : place(view) }
  const key: Key = `happened.${isCategory ? 'category' : 'channel'}${what}`
  return say(key, slots, { details: changes(data, view), ...(what === 'Deleted' && { tone: 'warn' as const }) })
}

export const thread = (what: Change) => (data: Schemas['ThreadData']): Sentence => {
  const { thread: view } = data
  const key: Key = `happened.thread${what}`
  return say(key, { channel: place({ id: view.id, name: view.name ?? '' }) }, { details: changes(data, view) })
}

export function inviteCreated({ code, channel: where, inviter, max_age: age = 0, max_uses: uses = 0 }: Schemas['InviteCreateData']): Sentence {
  const limits = [
    age > 0 ? t('happened.details.expires', { time: duration(age) }) : t('happened.details.forever'),
    ...(uses > 0 ? [t('happened.details.uses', { count: uses }, uses)] : []),
  ]
  const slots = { channel: place(where), code: text(code), ...(inviter && { user: person(inviter.id, inviter) }) }
  const details: Detail[] = [{ kind: 'note', label: code, text: limits.join(', ') }]
  return inviter ? say('happened.inviteCreatedBy', slots, { details }) : say('happened.inviteCreated', slots, { details })
}

export function inviteDeleted({ code, channel: where }: Schemas['InviteDeleteData']): Sentence {
  return say('happened.inviteDeleted', { code: text(code), channel: place(where) })
}

export function webhooks({ channel: where }: Schemas['WebhooksUpdateData']): Sentence {
  return say('happened.webhooks', { channel: place(where) })
}

export function emojis({ added = [], removed = [], renamed = [] }: Schemas['EmojisUpdateData']): Sentence {
  const sides: Detail[] = added.length + removed.length > 0 ? [{ kind: 'sides', added: named(added), removed: named(removed) }] : []
  return say('happened.emojis', {}, { details: [...sides, ...renamed.map(({ before, after }) => change('name', `:${before}:`, `:${after}:`))] })
}

export function voice(data: Schemas['VoiceStateData']): Sentence {
  const { user_id: id, user, channel: where, before, changed = [] } = data
  const slots = { user: person(id, user), ...(where && { channel: room(where) }), ...(before && { before: room(before) }) }
  if (where && !before) return say('happened.voiceJoined', slots)
  if (before && !where) return say('happened.voiceLeft', slots)
  if (where && before && where.id !== before.id) return say('happened.voiceMoved', slots)
  const field = (['mute', 'deaf', 'stream', 'video'] as const).find((name) => changed.includes(name))
  return field ? say(`happened.voice.${field}${data[field] ? 'On' : 'Off'}`, slots) : say('happened.voiceChanged', slots)
}

function room(where: { id: string; name: string }): Slot {
  return { kind: 'channel', ...where, isVoice: true }
}

function named(list: { name: string }[]): Slot[] {
  return list.map(({ name }) => text(`:${name}:`))
}

/** What changed of a channel or thread: before and after where that is told, else that it has changed. */
function changes({ before, changed = [] }: { before?: View | null; changed?: string[] }, now: View): Detail[] {
  return changed.map((field) => {
    const was = before?.[field as keyof View]
    const is = now[field as keyof View]
    return change(field, shown(field, was), was === undefined && is === undefined ? t('happened.details.changed') : shown(field, is))
  })
}

function shown(field: string, value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'boolean') return t(value ? 'happened.details.yes' : 'happened.details.no')
  if (field === 'slowmode') return value === 0 ? t('happened.details.no') : duration(Number(value))
  return String(value)
}
