/** Discord's permissions by their bit, in the groups and the order of its own pages (topics/permissions). */
const BITS = {
  VIEW_CHANNEL: 10,
  MANAGE_CHANNELS: 4,
  MANAGE_ROLES: 28,
  CREATE_GUILD_EXPRESSIONS: 43,
  MANAGE_GUILD_EXPRESSIONS: 30,
  VIEW_AUDIT_LOG: 7,
  VIEW_GUILD_INSIGHTS: 19,
  VIEW_CREATOR_MONETIZATION_ANALYTICS: 41,
  MANAGE_WEBHOOKS: 29,
  MANAGE_GUILD: 5,
  CREATE_INSTANT_INVITE: 0,
  CHANGE_NICKNAME: 26,
  MANAGE_NICKNAMES: 27,
  KICK_MEMBERS: 1,
  BAN_MEMBERS: 2,
  MODERATE_MEMBERS: 40,
  SEND_MESSAGES: 11,
  SEND_MESSAGES_IN_THREADS: 38,
  CREATE_PUBLIC_THREADS: 35,
  CREATE_PRIVATE_THREADS: 36,
  EMBED_LINKS: 14,
  ATTACH_FILES: 15,
  ADD_REACTIONS: 6,
  USE_EXTERNAL_EMOJIS: 18,
  USE_EXTERNAL_STICKERS: 37,
  MENTION_EVERYONE: 17,
  MANAGE_MESSAGES: 13,
  PIN_MESSAGES: 51,
  BYPASS_SLOWMODE: 52,
  MANAGE_THREADS: 34,
  READ_MESSAGE_HISTORY: 16,
  SEND_TTS_MESSAGES: 12,
  SEND_VOICE_MESSAGES: 46,
  SEND_POLLS: 49,
  CONNECT: 20,
  SPEAK: 21,
  STREAM: 9,
  USE_SOUNDBOARD: 42,
  USE_EXTERNAL_SOUNDS: 45,
  USE_VAD: 25,
  PRIORITY_SPEAKER: 8,
  MUTE_MEMBERS: 22,
  DEAFEN_MEMBERS: 23,
  MOVE_MEMBERS: 24,
  SET_VOICE_CHANNEL_STATUS: 48,
  REQUEST_TO_SPEAK: 32,
  USE_APPLICATION_COMMANDS: 31,
  USE_EMBEDDED_ACTIVITIES: 39,
  USE_EXTERNAL_APPS: 50,
  CREATE_EVENTS: 44,
  MANAGE_EVENTS: 33,
  ADMINISTRATOR: 3,
} as const

export type PermissionName = keyof typeof BITS

export interface PermissionGroup {
  name: 'general' | 'membership' | 'text' | 'voice' | 'stage' | 'apps' | 'events' | 'advanced'
  permissions: PermissionName[]
}

export const PERMISSION_NAMES = Object.keys(BITS) as PermissionName[]

/** Every permission, as a role's page shows them. */
export const GROUPS: PermissionGroup[] = [
  { name: 'general', permissions: between('VIEW_CHANNEL', 'MANAGE_GUILD') },
  { name: 'membership', permissions: between('CREATE_INSTANT_INVITE', 'MODERATE_MEMBERS') },
  { name: 'text', permissions: between('SEND_MESSAGES', 'SEND_POLLS') },
  { name: 'voice', permissions: between('CONNECT', 'SET_VOICE_CHANNEL_STATUS') },
  { name: 'stage', permissions: ['REQUEST_TO_SPEAK'] },
  { name: 'apps', permissions: between('USE_APPLICATION_COMMANDS', 'USE_EXTERNAL_APPS') },
  { name: 'events', permissions: between('CREATE_EVENTS', 'MANAGE_EVENTS') },
  { name: 'advanced', permissions: ['ADMINISTRATOR'] },
]

const OF_CHANNELS = new Set<PermissionName>(['VIEW_CHANNEL', 'MANAGE_CHANNELS', 'MANAGE_ROLES', 'MANAGE_WEBHOOKS', 'CREATE_INSTANT_INVITE'])
const WRITTEN: PermissionGroup['name'][] = ['text', 'apps']

/** The groups that mean something in a kind of channel, by Discord's number of it. */
const IN_KIND: Record<number, PermissionGroup['name'][] | undefined> = {
  2: ['text', 'voice', 'apps', 'events'],
  4: ['text', 'voice', 'stage', 'apps', 'events'],
  13: ['text', 'voice', 'stage', 'apps', 'events'],
}

export function bitOf(name: PermissionName): bigint {
  return 1n << BigInt(BITS[name])
}

export function namesIn(bits: string): PermissionName[] {
  const all = BigInt(bits)
  return PERMISSION_NAMES.filter((name) => (all & bitOf(name)) !== 0n)
}

/** Bits with exactly these permissions of those that we know; the others stay as they were in `before`. */
export function bitsOf(names: Iterable<PermissionName>, before = '0'): string {
  const kept = PERMISSION_NAMES.reduce((bits, name) => bits & ~bitOf(name), BigInt(before))
  return String([...names].reduce((bits, name) => bits | bitOf(name), kept))
}

/** What a channel can allow or deny: of a category everything, else what means something in that kind of channel. */
export function groupsOfChannel(type: number): PermissionGroup[] {
  const shown = IN_KIND[type] ?? WRITTEN
  const general = PERMISSION_NAMES.filter((name) => OF_CHANNELS.has(name))
  return [{ name: 'general', permissions: general }, ...GROUPS.filter(({ name }) => shown.includes(name))]
}

function between(first: PermissionName, last: PermissionName): PermissionName[] {
  const names = Object.keys(BITS) as PermissionName[]
  return names.slice(names.indexOf(first), names.indexOf(last) + 1)
}
