import type { Schemas } from '@/api/client'
import type { CaseKind } from '@/features/enforcement/acts'
import { boundsOf } from '@/features/members/spans'

/** What a list of cases is narrowed down by, as it stands in the address; an empty part narrows nothing. */
export interface CaseFilter {
  q: string
  user: string
  by: string
  kind: string
  state: string
  source: string
  when: string
  appeal: string
  bin: string
}

export type FilterPart = keyof CaseFilter

export const NO_FILTER: CaseFilter = { q: '', user: '', by: '', kind: '', state: '', source: '', when: '', appeal: '', bin: '' }
export const IN_BIN = '1'

export const KINDS = [
  'note', 'warn', 'timeout', 'timeout_end', 'kick', 'ban', 'softban', 'unban', 'nick', 'roles_give', 'roles_take', 'purge',
] as const satisfies readonly CaseKind[]
export const STATES = ['done', 'pending', 'failed'] as const satisfies readonly Schemas['CaseState'][]
export const SOURCES = ['web', 'command', 'job', 'ladder', 'timer', 'discord'] as const satisfies readonly Schemas['CaseSource'][]
export const APPEALS = ['open', 'accepted', 'rejected'] as const satisfies readonly Schemas['AppealState'][]

/** As the API takes it; what an address says that the API does not know is left out. */
export function queryOf(filter: CaseFilter, now: number) {
  const { after, before } = boundsOf(filter.when, now)
  return {
    ...(filter.q.trim() && { text: filter.q.trim() }),
    ...(isId(filter.user) && { user_id: filter.user }),
    ...(isId(filter.by) && { moderator_id: filter.by }),
    ...known('kind', KINDS, filter.kind),
    ...known('state', STATES, filter.state),
    ...known('source', SOURCES, filter.source),
    ...known('appeal', APPEALS, filter.appeal),
    ...(after && { after }),
    ...(before && { before }),
    ...(filter.bin === IN_BIN && { bin: true }),
  }
}

/** Whether anything but the recycle bin narrows the list. */
export function isNarrowed(filter: CaseFilter): boolean {
  return Object.entries(filter).some(([part, value]) => part !== 'bin' && value.trim() !== '')
}

function isId(text: string): boolean {
  return /^\d{1,20}$/.test(text)
}

function known<Name extends string, Value extends string>(name: Name, values: readonly Value[], text: string): Partial<Record<Name, Value>> {
  const value = values.find((each) => each === text)
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<Name, Value>>)
}
