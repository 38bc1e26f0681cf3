import type { Member } from '@/features/members/model'

/** Who answered: the bot, which knows all members and can filter, or Discord, which only lists them. */
export type Source = 'bot' | 'discord'

export interface MemberPage {
  items: Member[]
  /** How many the filter finds; null where nobody counts. */
  total: number | null
  next_cursor: string | null
  source: Source
  /** How far the bot is with gathering the members (0 to 1); null when it has them. */
  progress: number | null
}

/** What has been read of a list so far. */
export interface MemberList extends Omit<MemberPage, 'next_cursor'> {
  next: string | null
}

export const NOBODY: MemberList = { items: [], total: null, next: null, source: 'bot', progress: null }

export function startList({ next_cursor, ...page }: MemberPage): MemberList {
  return { ...page, next: next_cursor }
}

/** A page more; who has moved between two pages is shown once. */
export function extendList(list: MemberList, { items, total, next_cursor, source }: MemberPage): MemberList {
  const known = new Set(list.items.map(({ user_id }) => user_id))
  const added = items.filter(({ user_id }) => !known.has(user_id))
  return { ...list, items: [...list.items, ...added], total: total ?? list.total, next: next_cursor, source }
}

/** Somebody as they are now; who is not on the list stays off it. */
export function replaceIn(list: MemberList, member: Pick<Member, 'user_id'> & Partial<Member>): MemberList {
  if (!list.items.some(({ user_id }) => user_id === member.user_id)) return list
  const items = list.items.map((known) => (known.user_id === member.user_id ? { ...known, ...member } : known))
  return { ...list, items }
}

export function removeFrom(list: MemberList, userId: string): MemberList {
  const items = list.items.filter(({ user_id }) => user_id !== userId)
  if (items.length === list.items.length) return list
  return { ...list, items, total: list.total === null ? null : list.total - 1 }
}
