import type { GuildAccess, Permission, Role } from '@/features/access/data'
import type { Shape } from '@/features/settings/facade'
import type { Values } from '@/features/settings/schema'

export const PERMISSIONS = ['view', 'moderate', 'manage-channels', 'manage-roles', 'manage-settings', 'manage-access'] as const

export interface Grant {
  role_id: string
  permissions: Permission[]
}

/** Why a box cannot be changed. */
export type Lock = 'administrator' | 'readonly' | 'tooHigh' | 'lacking' | 'implied'

/** A role of the matrix; one that is gone on Discord has only its id. */
export type Row = { id: string; role: Role | null }

export function cellOf(roleId: string, permission: Permission): string {
  return `${roleId}:${permission}`
}

/** A list of grants as one field per role and permission, so that two people's changes to different boxes do not meet. */
export const grantsShape: Shape = {
  open: (values) => Object.fromEntries(grantsIn(values).flatMap(cellsOf)),
  close: (cells) => ({ grants: grantsOf(cells) }) as unknown as Values, // the draft knows fields, the API knows lists
}

export function grantsOf(cells: Values): Grant[] {
  const ids = new Set(Object.keys(cells).map((cell) => cell.slice(0, cell.indexOf(':'))))
  return [...ids]
    .map((role_id) => ({ role_id, permissions: grantedTo(role_id, cells) }))
    .filter(({ permissions }) => permissions.length > 0)
}

export function grantedTo(roleId: string, cells: Values): Permission[] {
  return PERMISSIONS.filter((permission) => cells[cellOf(roleId, permission)] === true)
}

/** The matrix: a guild's roles, and those that have a grant and are gone. */
export function rowsOf(roles: readonly Role[], cells: Values): Row[] {
  const known = new Set(roles.map(({ id }) => id))
  const gone = grantsOf(cells).filter(({ role_id }) => !known.has(role_id))
  return [...roles.map((role) => ({ id: role.id, role })), ...gone.map(({ role_id }) => ({ id: role_id, role: null }))]
}

/** Whether somebody with this role may: by a grant, as an administrator, or because every permission shows the guild. */
export function isHeld({ id, role }: Row, permission: Permission, cells: Values): boolean {
  const granted = grantedTo(id, cells)
  return role?.administrator === true || granted.includes(permission) || (permission === 'view' && granted.length > 0)
}

/** Why this box is not for the user to change, as the API would say; null where it is. */
export function lockOf({ id, role }: Row, permission: Permission, cells: Values, access: GuildAccess | undefined): Lock | null {
  if (role?.administrator) return 'administrator'
  if (!access?.permissions.includes('manage-access')) return 'readonly'
  if (role && !access.owner && !isBelow(role, access)) return 'tooHigh'
  if (!access.permissions.includes(permission)) return 'lacking'
  return permission === 'view' && grantedTo(id, cells).some((other) => other !== 'view') ? 'implied' : null
}

/** Of two roles at one position the older is the higher (discord.com/developers/docs/topics/permissions). */
function isBelow(role: Role, { top_role_id: topId, top_role_position: top }: GuildAccess): boolean {
  if (topId === null || top === null) return false
  return role.position < top || (role.position === top && BigInt(role.id) > BigInt(topId))
}

function grantsIn(values: Values): Grant[] {
  return (values.grants as unknown as Grant[] | undefined) ?? []
}

function cellsOf({ role_id, permissions }: Grant): [cell: string, value: true][] {
  return permissions.map((permission) => [cellOf(role_id, permission), true])
}
