import { useQuery } from '@pinia/colada'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'
import { once } from '@/api/once'

export type OwnCase = Schemas['OwnCase']
export type OwnCases = Schemas['OwnCases']
export type ShownEvidence = Schemas['ShownEvidence']
export type ShownContent = Schemas['ShownContent']
export type AppealAnswer = Schemas['AppealAnswer']
export type AnsweredAppeal = Schemas['AnsweredAppeal']

export const LONGEST = 2_000

/** The cases about the reader in a server, as far as it shows them. */
export function useOwnCases(serverId: () => string) {
  return useQuery({
    key: () => ['appeals', serverId()],
    query: () => unwrap(api.GET('/api/appeals/{server_id}', { params: { path: { server_id: serverId() } } })),
    refetchOnWindowFocus: true,
  })
}

export function sendAppeal(serverId: string, number: number, text: string, key: string): Promise<OwnCase> {
  const params = { path: { server_id: serverId, number } }
  return unwrap(api.POST('/api/appeals/{server_id}/cases/{number}', { params, headers: once(key), body: { text } }))
}

export function readShownEvidence(serverId: string, number: number, evidenceId: string): Promise<ShownContent> {
  const params = { path: { server_id: serverId, number, evidence_id: evidenceId } }
  return unwrap(api.GET('/api/appeals/{server_id}/cases/{number}/evidence/{evidence_id}', { params }))
}

export function answerAppeal(guildId: string, number: number, body: AppealAnswer, key: string): Promise<AnsweredAppeal> {
  const params = { path: { guild_id: guildId, number } }
  return unwrap(api.POST('/api/guilds/{guild_id}/cases/{number}/appeal/answer', { params, headers: once(key), body }))
}
