import type { Schemas } from '@/api/client'
import type { Value, Values } from '@/core/draft'
import type { Channel, Overwrite } from '@/features/channels/model'
import { bitsOf, namesIn, PERMISSION_NAMES, type PermissionName } from '@/features/explainer/permissions'

/** What an overwrite says of a permission; neutral leaves it to the roles, or to the category above. */
export type Say = 'allow' | 'deny' | null

export const SETTINGS = ['name', 'topic', 'nsfw', 'rate_limit_per_user', 'bitrate', 'user_limit'] as const
export type Setting = (typeof SETTINGS)[number]
export type SettingsChange = Partial<Pick<Schemas['ChannelEdit'], Setting>>

/** A channel as one field per setting, and per permission of an overwrite: two people's changes seldom meet. */
export function fieldsOf(channel: Channel): Values {
  const settings = Object.fromEntries(SETTINGS.map((name): [string, Value] => [name, channel[name] ?? (name === 'topic' ? '' : null)]))
  return Object.assign(settings, ...channel.permission_overwrites.map(cellsOf))
}

/** What is to be changed of the channel's own settings for these fields to hold. */
export function settingsOf(values: Values, changed: readonly string[]): SettingsChange {
  const names = SETTINGS.filter((name) => changed.includes(name))
  return Object.fromEntries(names.map((name) => [name, values[name] ?? null])) as SettingsChange // what fieldsOf made of them
}

/** What the channel is to say, whole; bits that we do not know stay as they are. */
export function overwritesOf(channel: Pick<Channel, 'permission_overwrites'>, values: Values): Overwrite[] {
  const known = new Map(channel.permission_overwrites.map((overwrite) => [overwrite.id, overwrite]))
  return subjectsIn(values).map(({ id, type }) => ({
    id,
    type,
    allow: bitsOf(saying(values, id, 'allow'), known.get(id)?.allow),
    deny: bitsOf(saying(values, id, 'deny'), known.get(id)?.deny),
  }))
}

/** Whom the channel would say something else about; null where it would say nothing any more. */
export function overwriteChanges(channel: Channel, values: Values): [id: string, overwrite: Overwrite | null][] {
  const before = new Map(channel.permission_overwrites.map((overwrite) => [overwrite.id, overwrite]))
  const after = new Map(overwritesOf(channel, values).map((overwrite) => [overwrite.id, overwrite]))
  const gone = [...before.keys()].filter((id) => !after.has(id)).map((id): [string, null] => [id, null])
  const put = [...after].filter(([id, { allow, deny }]) => before.get(id)?.allow !== allow || before.get(id)?.deny !== deny)
  return [...gone, ...put]
}

/** Whom a channel says something about, in the order in which they were added. */
export function subjectsIn(values: Values): { id: string; type: 'role' | 'member' }[] {
  return Object.entries(values).flatMap(([name, type]) =>
    name.startsWith('who:') && (type === 'role' || type === 'member') ? [{ id: name.slice(4), type }] : [],
  )
}

export function whoField(id: string): string {
  return `who:${id}`
}

export function mayField(id: string, permission: PermissionName): string {
  return `may:${id}:${permission}`
}

/** The subject and the permission of a cell's field. */
export function cellIn(name: string): { id: string; permission: PermissionName } | null {
  const [kind, id = '', permission = ''] = name.split(':')
  return kind === 'may' ? { id, permission: permission as PermissionName } : null
}

export function sayOf(values: Values, id: string, permission: PermissionName): Say {
  const say = values[mayField(id, permission)]
  return say === 'allow' || say === 'deny' ? say : null
}

/** The next of neutral, allow, deny: what a cell does when it is pressed. */
export function nextSay(say: Say): Say {
  return say === null ? 'allow' : say === 'allow' ? 'deny' : null
}

function saying(values: Values, id: string, say: Say): PermissionName[] {
  return PERMISSION_NAMES.filter((permission) => sayOf(values, id, permission) === say)
}

function cellsOf({ id, type, allow, deny }: Overwrite): Values {
  const allowed = namesIn(allow).map((permission) => [mayField(id, permission), 'allow'])
  const denied = namesIn(deny).map((permission) => [mayField(id, permission), 'deny'])
  return { [whoField(id)]: type, ...Object.fromEntries([...allowed, ...denied]) }
}
