import type { Job, JobState } from '@/features/jobs/data'

const OVER: ReadonlySet<JobState> = new Set<JobState>(['done', 'cancelled', 'failed', 'expired'])
const LEAST_SHOWN = 5 // of so many done, how fast it goes can be told

export function isOver({ state }: Pick<Job, 'state'>): boolean {
  return OVER.has(state)
}

/** The list with the latest page of it as it is now; what was loaded before that stays. */
export function freshened(jobs: readonly Job[], latest: readonly Job[]): Job[] {
  const now = new Set(latest.map(({ id }) => id))
  return [...latest, ...jobs.filter(({ id }) => !now.has(id))]
}

/** How many have had their turn. */
export function position({ progress }: Pick<Job, 'progress'>): number {
  return progress.done + progress.skipped + progress.failed
}

/** How far a job is, 0 to 1; null for a purge, of which nobody knows how much there is. */
export function partOf(job: Pick<Job, 'progress' | 'work'>): number | null {
  if (job.work.type !== 'bulk') return null
  return job.progress.total > 0 ? position(job) / job.progress.total : 0
}

/** In how many seconds a running job will be over, as fast as it has gone so far; null where nobody can say. */
export function secondsLeft(job: Pick<Job, 'progress' | 'work' | 'state' | 'seconds' | 'started_at'>, now: number): number | null {
  if (job.work.type !== 'bulk' || (job.state !== 'running' && job.state !== 'queued')) return null
  const { total } = job.progress
  const through = position(job)
  const expected = total > 0 ? (job.seconds * (total - through)) / total : 0
  if (job.started_at === null || through < LEAST_SHOWN) return Math.ceil(expected)
  const gone = Math.max(0, now - Date.parse(job.started_at)) / 1_000
  return Math.ceil((gone / through) * (total - through))
}
