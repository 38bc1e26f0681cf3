import { useQuery } from '@pinia/colada'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'

export type Verdict = Schemas['Verdict']
export type Reason = Schemas['Reason']
export type Explanation = Schemas['ProposedExplanation']
export type Proposal = Schemas['Proposal']

/** Whose permissions are looked at: a member's, or those of somebody with just these roles. */
export type Subject = { user_id: string } | { role_ids: string[] }

/** What somebody may do, and would with a change that nobody has made yet; null: nobody is looked at. */
export function useExplanation(guildId: () => string, proposal: () => Proposal | null) {
  return useQuery({
    key: () => ['guilds', guildId(), 'explain', JSON.stringify(proposal())],
    query: () => {
      const body = proposal()
      if (!body) throw new Error('nobody is looked at')
      return unwrap(api.POST('/api/discord/guilds/{guild_id}/explain', { params: { path: { guild_id: guildId() } }, body }))
    },
    enabled: () => proposal() !== null,
    placeholderData: (before: Explanation | undefined) => before,
    staleTime: 0,
    gcTime: 30_000,
  })
}

export interface FoundMember {
  user_id: string
  name: string
  username: string
}

const FOUND = 8

export async function findMembers(guildId: string, text: string): Promise<FoundMember[]> {
  const params = { path: { guild_id: guildId }, query: { text, limit: FOUND } }
  const { items } = await unwrap(api.GET('/api/discord/guilds/{guild_id}/members', { params }))
  return items.map(({ user_id, nick, global_name, username }) => ({ user_id, name: nick ?? global_name ?? username, username }))
}
