import { snowflakeMoment } from '@/core/snowflakes'

/** A member of a guild as lists show them; `role_ids` are without @everyone. */
export interface Member {
  user_id: string
  username: string
  global_name: string | null
  nick: string | null
  avatar: string | null
  bot: boolean
  role_ids: string[]
  joined_at: string | null
  timed_out_until: string | null
  pending: boolean
}

/** The name that Discord shows in a guild. */
export function shownName({ nick, global_name, username }: Pick<Member, 'nick' | 'global_name' | 'username'>): string {
  return nick || global_name || username
}

/** When the account was made, in milliseconds since 1970: its id tells. */
export function createdAt({ user_id }: Pick<Member, 'user_id'>): number {
  return snowflakeMoment(user_id)
}

/** Discord leaves the end of a timeout in place after it is over. */
export function isTimedOut({ timed_out_until }: Pick<Member, 'timed_out_until'>, now: number): boolean {
  return timed_out_until !== null && Date.parse(timed_out_until) > now
}
