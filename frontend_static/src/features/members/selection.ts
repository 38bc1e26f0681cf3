import type { Somebody } from '@/features/jobs/people'
import { shownName, type Member } from '@/features/members/model'

/** Those who are chosen, in the order in which they were. */
export type Selection = ReadonlyMap<string, Somebody>

export const NO_SELECTION: Selection = new Map()

export function somebodyOf(member: Pick<Member, 'user_id' | 'nick' | 'global_name' | 'username'>): Somebody {
  return { id: member.user_id, name: shownName(member) }
}

export function withThese(selection: Selection, members: readonly Member[]): Selection {
  return new Map([...selection, ...members.map((each) => [each.user_id, somebodyOf(each)] as const)])
}

export function withoutThese(selection: Selection, members: readonly Member[]): Selection {
  const gone = new Set(members.map(({ user_id }) => user_id))
  return new Map([...selection].filter(([id]) => !gone.has(id)))
}

/** The row is chosen, or no longer; with an `anchor` all from there to it become as it becomes. */
export function toggled(selection: Selection, members: readonly Member[], index: number, anchor: number | null): Selection {
  const member = members[index]
  if (!member) return selection
  const [from, to] = anchor === null ? [index, index] : [Math.min(anchor, index), Math.max(anchor, index)]
  const rows = members.slice(from, to + 1)
  return selection.has(member.user_id) ? withoutThese(selection, rows) : withThese(selection, rows)
}
