import { useQuery, useQueryCache } from '@pinia/colada'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'
import { once } from '@/api/once'
import { ifMatch, tagged } from '@/api/tagged'
import type { queryOf } from '@/features/cases/filter'

export type Case = Schemas['Case']
export type CaseNote = Schemas['CaseNote']
export type CasePage = Schemas['CasePage']
export type CaseEntry = Schemas['CaseEntry']
export type Facets = Schemas['Facets']
export type CaseEdit = Schemas['CaseEdit']
export type Verification = Schemas['Verification']
export type ExportFormat = Schemas['ExportFormat']

const PAGE = 50
const FEW = 100
const FRESH_MS = 5_000

const keys = {
  all: (guildId: string) => ['guilds', guildId, 'cases'],
  of: (guildId: string, userId: string) => [...keys.all(guildId), 'of', userId],
  one: (guildId: string, number: string) => [...keys.all(guildId), 'one', number],
  history: (guildId: string, number: string) => [...keys.one(guildId, number), 'history'],
}

export function readCases(guildId: string, query: ReturnType<typeof queryOf>, cursor?: string): Promise<CasePage> {
  const params = { path: { guild_id: guildId }, query: { ...query, limit: PAGE, ...(cursor && { cursor }) } }
  return unwrap(api.GET('/api/guilds/{guild_id}/cases', { params }))
}

/** The latest cases about somebody. */
export function useCasesOf(guildId: () => string, userId: () => string, enabled: () => boolean) {
  return useQuery({
    key: () => keys.of(guildId(), userId()),
    query: () => {
      const params = { path: { guild_id: guildId() }, query: { user_id: userId(), limit: FEW } }
      return unwrap(api.GET('/api/guilds/{guild_id}/cases', { params }))
    },
    enabled,
    staleTime: FRESH_MS,
  })
}

/** A case with its tag: a change of it names the tag. */
export function useCase(guildId: () => string, number: () => string) {
  return useQuery({
    key: () => keys.one(guildId(), number()),
    query: () => tagged(api.GET('/api/guilds/{guild_id}/cases/{number}', { params: { path: at(guildId(), number()) } })),
    staleTime: FRESH_MS,
  })
}

export function useCaseHistory(guildId: () => string, number: () => string, enabled: () => boolean) {
  return useQuery({
    key: () => keys.history(guildId(), number()),
    query: async () => (await unwrap(api.GET('/api/guilds/{guild_id}/cases/{number}/history', { params: { path: at(guildId(), number()) } }))).items,
    enabled,
    staleTime: FRESH_MS,
  })
}

/** A piece of a file of cases. */
export function readExport(guildId: string, query: ReturnType<typeof queryOf>, format: ExportFormat, cursor?: string) {
  const params = { path: { guild_id: guildId }, query: { ...query, format, ...(cursor && { cursor }) } }
  return unwrap(api.GET('/api/guilds/{guild_id}/cases/export', { params }))
}

/** A piece of the check of a guild's log. */
export function readVerification(guildId: string, cursor?: string): Promise<Verification> {
  return unwrap(api.GET('/api/guilds/{guild_id}/cases/verify', { params: { path: { guild_id: guildId }, query: cursor ? { cursor } : {} } }))
}

export function readCase(guildId: string, number: number): Promise<Case> {
  return unwrap(api.GET('/api/guilds/{guild_id}/cases/{number}', { params: { path: at(guildId, number) } }))
}

/** Read anew whatever is shown of a guild's cases. */
export function useCaseRefresh(guildId: () => string) {
  const cache = useQueryCache()
  return () => cache.invalidateQueries({ key: keys.all(guildId()) }).catch(() => undefined) // who shows it says what went wrong
}

export function editCase(guildId: string, number: number, change: CaseEdit, etag: string | null, key: string): Promise<Case> {
  return unwrap(api.PATCH('/api/guilds/{guild_id}/cases/{number}', { params: { path: at(guildId, number) }, headers: { ...once(key), ...ifMatch(etag) }, body: change }))
}

/** Put a case into the recycle bin. */
export function discardCase(guildId: string, number: number, key: string) {
  return unwrap(api.DELETE('/api/guilds/{guild_id}/cases/{number}', { params: { path: at(guildId, number) }, headers: once(key) }))
}

export function restoreCase(guildId: string, number: number, key: string) {
  return unwrap(api.POST('/api/guilds/{guild_id}/cases/{number}/restore', { params: { path: at(guildId, number) }, headers: once(key) }))
}

export function addNote(guildId: string, number: number, body: { text: string; hidden: boolean }, key: string) {
  return unwrap(api.POST('/api/guilds/{guild_id}/cases/{number}/notes', { params: { path: at(guildId, number) }, headers: once(key), body }))
}

export function editNote(guildId: string, number: number, id: string, body: { text: string; hidden: boolean }, key: string) {
  const path = { ...at(guildId, number), note_id: id }
  return unwrap(api.PATCH('/api/guilds/{guild_id}/cases/{number}/notes/{note_id}', { params: { path }, headers: once(key), body }))
}

export function removeNote(guildId: string, number: number, id: string, key: string) {
  const path = { ...at(guildId, number), note_id: id }
  return unwrap(api.DELETE('/api/guilds/{guild_id}/cases/{number}/notes/{note_id}', { params: { path }, headers: once(key) }))
}

function at(guildId: string, number: number | string) {
  return { guild_id: guildId, number: Number(number) }
}
