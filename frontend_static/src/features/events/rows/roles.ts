import type { Schemas } from '@/api/client'
import { t, textOr } from '@/core/i18n'
import { change, say, text, type Detail, type Sentence, type Slot } from '@/features/events/rows/sentence'

type Role = Schemas['RoleView']

/** The permissions that moderators watch for, by Discord's bit (…/docs/topics/permissions); others are counted. */
const WATCHED = new Set([1, 2, 3, 4, 5, 7, 13, 17, 22, 23, 24, 27, 28, 29, 40])

export function roleCreated({ role }: Schemas['RoleData']): Sentence {
  return say('happened.roleCreated', { role: slot(role) })
}

export function roleDeleted({ role_id: id, role }: Schemas['RoleDeleteData']): Sentence {
  return say('happened.roleDeleted', { role: { kind: 'role', id, role: role ?? null } }, { tone: 'warn' })
}

export function roleUpdated({ role, before, permissions, permissions_before: had }: Schemas['RoleData']): Sentence {
  const details: Detail[] = [
    ...(before && before.name !== role.name ? [change('name', before.name, role.name)] : []),
    ...(before && before.color !== role.color ? [change('color', colour(before), colour(role))] : []),
    ...(before && before.position !== role.position ? [change('position', String(before.position), String(role.position))] : []),
    ...(permissions && had && permissions !== had ? [rights(BigInt(had), BigInt(permissions))] : []),
  ]
  return say('happened.roleChanged', { role: slot(role) }, { details })
}

/** Which permissions were given and taken. */
export function rights(before: bigint, after: bigint): Detail {
  return { kind: 'sides', added: named(after & ~before), removed: named(before & ~after) }
}

function named(bits: bigint): Slot[] {
  const set = Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => (bits >> BigInt(bit)) & 1n)
  const watched = set.filter((bit) => WATCHED.has(bit))
  const others = set.length - watched.length
  return [
    ...watched.map((bit) => text(textOr(`happened.rights.${bit}`, String(bit)))),
    ...(others > 0 ? [text(t('happened.details.otherRights', { count: others }, others))] : []),
  ]
}

function slot(role: Role): Slot {
  return { kind: 'role', id: role.id, role }
}

function colour({ color }: Role): string | null {
  return color === 0 ? null : `#${color.toString(16).padStart(6, '0')}`
}
