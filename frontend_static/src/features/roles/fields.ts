import type { Values } from '@/core/draft'
import { bitsOf, namesIn, PERMISSION_NAMES, type PermissionName } from '@/features/explainer/permissions'
import type { Role } from '@/features/roles/model'

export const SETTINGS = ['name', 'color', 'hoist', 'mentionable'] as const

/** A role as one field per setting and permission. */
export function fieldsOf(role: Role): Values {
  const held = namesIn(role.permissions).map((permission) => [permissionField(permission), true])
  return { name: role.name, color: role.color, hoist: role.hoist, mentionable: role.mentionable, ...Object.fromEntries(held) }
}

/** What is to be changed of the role for these fields to hold. */
export function changeOf(role: Role, values: Values, changed: readonly string[]): Record<string, unknown> {
  const settings = SETTINGS.filter((name) => changed.includes(name)).map((name) => [name, values[name]])
  const grants = changed.some((name) => name.startsWith('may:'))
  return { ...Object.fromEntries(settings), ...(grants && { permissions: permissionsOf(role, values) }) }
}

/** The bits of these fields; those that we do not know stay as they are. */
export function permissionsOf(role: Role, values: Values): string {
  return bitsOf(PERMISSION_NAMES.filter((name) => values[permissionField(name)] === true), role.permissions)
}

export function permissionField(permission: PermissionName): string {
  return `may:${permission}`
}

export function permissionIn(field: string): PermissionName | null {
  return field.startsWith('may:') ? (field.slice(4) as PermissionName) : null
}

export function colourText(color: number): string {
  return `#${color.toString(16).padStart(6, '0')}`
}

/** What somebody typed as a colour; null where it is none. */
export function colourIn(text: string): number | null {
  const digits = /^#?([\da-f]{6})$/i.exec(text.trim())?.[1]
  return digits === undefined ? null : Number.parseInt(digits, 16)
}
