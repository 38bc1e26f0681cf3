import { compareIds, longestRising } from '@/features/channels/tree'
import type { Role } from '@/features/roles/model'

export type Ranked = Pick<Role, 'id' | 'position'>

/** Roles, the highest first; of two at one position the older is the higher (topics/permissions). */
export function ranked<R extends Ranked>(roles: readonly R[]): R[] {
  return roles.toSorted((one, other) => other.position - one.position || compareIds(one.id, other.id))
}

/** Put a role before another one (null: at the end of those that may be moved). */
export function moved<R extends Ranked>(roles: readonly R[], id: string, before: string | null, movable: (role: R) => boolean): R[] {
  const role = roles.find((each) => each.id === id)
  if (!role || !movable(role) || before === id) return [...roles]
  const others = roles.filter((each) => each.id !== id)
  const lowest = others.findLastIndex(movable)
  const place = before === null ? lowest + 1 : others.findIndex((each) => each.id === before)
  const next = others.toSpliced(place, 0, role)
  return keepsLocked(roles, next, movable) ? next : [...roles]
}

/** One step up or down, over no role that may not be moved. */
export function stepped<R extends Ranked>(roles: readonly R[], id: string, step: -1 | 1, movable: (role: R) => boolean): R[] {
  const at = roles.findIndex((role) => role.id === id)
  const beside = roles[at + step]
  if (at < 0 || !beside || !movable(beside)) return [...roles]
  return moved(roles, id, step === -1 ? beside.id : (roles[at + 2]?.id ?? null), movable)
}

/** The fewest roles that somebody must have moved to get from one order to the other. */
export function movedIds(before: readonly Ranked[], after: readonly Ranked[]): string[] {
  const places = new Map(before.map(({ id }, place) => [id, place]))
  const stayed = longestRising(after.map(({ id }) => places.get(id) ?? 0))
  return after.filter((_, index) => !stayed.has(index)).map(({ id }) => id)
}

/** No role that may not be moved has come to stand elsewhere. */
function keepsLocked<R extends Ranked>(before: readonly R[], after: readonly R[], movable: (role: R) => boolean): boolean {
  return after.every((role, index) => movable(role) || before[index]?.id === role.id)
}
