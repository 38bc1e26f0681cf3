import type { PermissionName } from '@/features/explainer/permissions'

/** What the bot does, and the permission of Discord's that each takes. */
export const NEEDS = [
  'VIEW_AUDIT_LOG',
  'MANAGE_ROLES',
  'MANAGE_CHANNELS',
  'KICK_MEMBERS',
  'BAN_MEMBERS',
  'MODERATE_MEMBERS',
  'MANAGE_NICKNAMES',
  'MANAGE_MESSAGES',
  'MANAGE_GUILD',
  'MANAGE_WEBHOOKS',
] as const satisfies readonly PermissionName[]

export type Need = (typeof NEEDS)[number]

/** What the bot cannot do; an administrator lacks nothing. */
export function missingOf(held: readonly string[]): Need[] {
  return held.includes('ADMINISTRATOR') ? [] : NEEDS.filter((need) => !held.includes(need))
}
