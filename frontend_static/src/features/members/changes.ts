import type { Schemas } from '@/api/client'
import type { LiveEvent } from '@/api/wire'
import { removeFrom, replaceIn, type MemberList } from '@/features/members/list'

const GONE = new Set(['member_gone', 'member_remove', 'member_ban'])

/** The list after what has happened (oldest first), and how many came whose place on it only the API knows. */
export function changed(list: MemberList, events: readonly LiveEvent[]): { list: MemberList; joined: number } {
  let joined = 0
  let now = list
  for (const { type, data } of events) {
    if (GONE.has(type)) now = removeFrom(now, (data as Schemas['MemberGoneData']).user_id)
    else if (type === 'member_update') now = replaceIn(now, updated(data as Schemas['MemberUpdateData']))
    else if (type === 'member_join') joined += 1
  }
  return { list: now, joined }
}

/** Whom events are about. */
export function membersIn(events: readonly LiveEvent[]): Set<string> {
  const about = events.filter(({ type }) => type.startsWith('member_'))
  return new Set(about.map(({ data }) => (data as Schemas['MemberGoneData']).user_id))
}

function updated({ user_id, member, user, nick }: Schemas['MemberUpdateData']) {
  const { role_ids = [], timed_out_until = null } = member // an event leaves out what is as usual
  const names = user && { username: user.username, global_name: user.global_name ?? null, avatar: user.avatar ?? null }
  return { user_id, nick: nick ?? null, role_ids, timed_out_until, ...names }
}
