import { useQuery, useQueryCache } from '@pinia/colada'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'
import { once } from '@/api/once'

export type Job = Schemas['Job']
export type JobState = Schemas['JobState']
export type JobPage = Schemas['JobPage']
export type JobPreview = Schemas['JobPreview']
export type JobResult = Schemas['JobResult']
export type ResultState = Schemas['ResultState']
export type BulkPreview = Schemas['BulkPreview']
export type BulkAct = Schemas['BulkAct']
export type BulkKind = Schemas['BulkKind']
export type NewWork = Schemas['NewJob']['work']

const MOST_RESULTS = 1_000 // as many as a job has people

const keys = {
  all: (guildId: string) => ['guilds', guildId, 'jobs'],
  one: (guildId: string, id: string) => [...keys.all(guildId), id],
  results: (guildId: string, id: string) => [...keys.one(guildId, id), 'results'],
}

/** Whom or what a job would concern; nothing is done. */
export function previewJob(guildId: string, work: NewWork): Promise<JobPreview> {
  return unwrap(api.POST('/api/guilds/{guild_id}/jobs/preview', { params: { path: { guild_id: guildId } }, body: { work } }))
}

export function startJob(guildId: string, work: NewWork, key: string): Promise<Job> {
  return unwrap(api.POST('/api/guilds/{guild_id}/jobs', { params: { path: { guild_id: guildId } }, headers: once(key), body: { work } }))
}

export function readJobs(guildId: string, cursor?: string): Promise<JobPage> {
  return unwrap(api.GET('/api/guilds/{guild_id}/jobs', { params: { path: { guild_id: guildId }, query: cursor ? { cursor } : {} } }))
}

export function useJob(guildId: () => string, id: () => string) {
  return useQuery({
    key: () => keys.one(guildId(), id()),
    query: () => unwrap(api.GET('/api/guilds/{guild_id}/jobs/{job_id}', { params: { path: at(guildId(), id()) } })),
    staleTime: 0,
  })
}

/** What came of everybody so far; a purge has none. */
export function useJobResults(guildId: () => string, id: () => string, enabled: () => boolean) {
  return useQuery({
    key: () => keys.results(guildId(), id()),
    query: async () => {
      const params = { path: at(guildId(), id()), query: { limit: MOST_RESULTS } }
      return (await unwrap(api.GET('/api/guilds/{guild_id}/jobs/{job_id}/results', { params }))).items
    },
    enabled,
    staleTime: 0,
  })
}

/** Whom a job is about, before anything has come of them. */
export async function readTargets(guildId: string, id: string): Promise<string[]> {
  return (await unwrap(api.GET('/api/guilds/{guild_id}/jobs/{job_id}/targets', { params: { path: at(guildId, id) } }))).user_ids
}

export function useJobRefresh(guildId: () => string) {
  const cache = useQueryCache()
  return () => cache.invalidateQueries({ key: keys.all(guildId()) })
}

/** Let somebody else's job begin. */
export function approveJob(guildId: string, id: string, key: string): Promise<Job> {
  return unwrap(api.POST('/api/guilds/{guild_id}/jobs/{job_id}/approve', { params: { path: at(guildId, id) }, headers: once(key) }))
}

/** Stop a job, or do away with one that waits; what it did stays done. */
export function cancelJob(guildId: string, id: string, key: string): Promise<Job> {
  return unwrap(api.POST('/api/guilds/{guild_id}/jobs/{job_id}/cancel', { params: { path: at(guildId, id) }, headers: once(key) }))
}

function at(guildId: string, id: string) {
  return { guild_id: guildId, job_id: id }
}
