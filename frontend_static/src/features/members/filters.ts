import { boundsOf } from '@/features/members/spans'

export const SORTS = ['name', '-name', '-joined', 'joined', '-created', 'created'] as const
export type Sort = (typeof SORTS)[number]

/** What a list of members is narrowed down to: each part as it stands in the address, empty where it is not asked for. */
export interface MemberFilter {
  q: string
  role: string
  joined: string
  created: string
  /** "people", "bots" */
  kind: string
  /** "timeout" */
  state: string
  sort: string
}

export type FilterPart = keyof MemberFilter

export const NO_FILTER: MemberFilter = { q: '', role: '', joined: '', created: '', kind: '', state: '', sort: '' }

/** The query of the API; times are those of `now`. */
export function queryOf(filter: MemberFilter, now: number) {
  const joined = boundsOf(filter.joined, now)
  const created = boundsOf(filter.created, now)
  return {
    ...(filter.q.trim() && { text: filter.q.trim() }),
    ...(filter.role && { role_id: filter.role }),
    ...(joined.after && { joined_after: joined.after }),
    ...(joined.before && { joined_before: joined.before }),
    ...(created.after && { created_after: created.after }),
    ...(created.before && { created_before: created.before }),
    ...(filter.kind && { bot: filter.kind === 'bots' }),
    ...(filter.state === 'timeout' && { timed_out: true }),
    sort: sortOf(filter),
  }
}

export function sortOf({ sort }: Pick<MemberFilter, 'sort'>): Sort {
  return SORTS.find((known) => known === sort) ?? 'name'
}

/** Whether it leaves anybody out; the order does not. */
export function isNarrowed(filter: MemberFilter): boolean {
  return Object.entries(filter).some(([part, value]) => part !== 'sort' && value !== '')
}

export function sameFilter(one: MemberFilter, other: MemberFilter): boolean {
  return (Object.keys(NO_FILTER) as FilterPart[]).every((part) => one[part].trim() === other[part].trim())
}
