import type { GuildAccess, Role } from '@/features/access/data'

/** Why a role cannot be given or taken here. */
export type RoleLock = 'managed' | 'tooHigh'

/** As the API would say, before it is asked; of two roles at one position the older is the higher. */
export function lockOfRole(role: Role, access: GuildAccess | undefined): RoleLock | null {
  if (role.managed) return 'managed'
  if (!access || access.owner) return null
  const { top_role_id: topId, top_role_position: top } = access
  if (topId === null || top === null) return null // the bot is away: the API knows
  const isBelow = role.position < top || (role.position === top && BigInt(role.id) > BigInt(topId))
  return isBelow ? null : 'tooHigh'
}
