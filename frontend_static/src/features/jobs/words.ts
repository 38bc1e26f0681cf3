import { Ban, CircleAlert, CircleCheck, CircleSlash, Clock, Hourglass, ListChecks, LoaderCircle, Trash2 } from '@lucide/vue'
import type { Component } from 'vue'

import { count } from '@/core/format'
import { t } from '@/core/i18n'
import type { Mark } from '@/features/cases/words'
import type { Job, JobState } from '@/features/jobs/data'

export const STATE_ICONS: Record<JobState, Component> = {
  awaiting_approval: Hourglass, queued: Clock, running: LoaderCircle, done: CircleCheck, cancelled: CircleSlash, failed: CircleAlert, expired: CircleSlash,
}

const TONES: Record<JobState, Mark['tone']> = {
  awaiting_approval: 'warn', queued: 'plain', running: 'ok', done: 'ok', cancelled: 'plain', failed: 'danger', expired: 'plain',
}

export function iconOf({ work }: Pick<Job, 'work'>): Component {
  if (work.type === 'purge') return Trash2
  return work.act.kind === 'ban' ? Ban : ListChecks
}

/** "Ban 300 members": what a job does, as a heading. */
export function titleOf({ work, progress }: Pick<Job, 'work' | 'progress'>): string {
  if (work.type === 'purge') return t('jobs.purge.title')
  return t(`jobs.bulk.buttons.${work.act.kind}`, { count: count(progress.total) }, progress.total)
}

export function reasonOf({ work }: Pick<Job, 'work'>): string {
  return (work.type === 'purge' ? work.reason : work.act.reason) ?? ''
}

/** How a job is; one that was asked to stop and has not yet says so. */
export function markOf({ state, cancelled_by }: Pick<Job, 'state' | 'cancelled_by'>): Mark {
  const stops = state === 'running' && cancelled_by !== null
  return { tone: stops ? 'warn' : TONES[state], text: t(stops ? 'jobs.states.stopping' : `jobs.states.${state}`) }
}

/** What came of it so far, in numbers. */
export function tallyOf({ work, progress }: Pick<Job, 'work' | 'progress'>): string {
  if (work.type === 'purge') {
    const { deleted = 0, failed = 0, scanned = 0 } = progress.purge ?? {}
    const parts = [t('jobs.tally.deleted', { count: count(deleted) }, deleted), ...(failed > 0 ? [t('jobs.tally.undeleted', { count: count(failed) }, failed)] : [])]
    return [...parts, t('jobs.purge.scanned', { count: count(scanned) }, scanned)].join(' · ')
  }
  const { done, skipped, failed } = progress
  return [
    t('jobs.tally.done', { count: count(done), total: count(progress.total) }),
    ...(skipped > 0 ? [t('jobs.tally.skipped', { count: count(skipped) }, skipped)] : []),
    ...(failed > 0 ? [t('jobs.tally.failed', { count: count(failed) }, failed)] : []),
  ].join(' · ')
}
