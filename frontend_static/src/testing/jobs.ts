import type { Job } from '@/features/jobs/data'

/** A ban of four by Ada, that is over. */
export function aJob(about: Partial<Job> = {}): Job {
  return {
    id: '01JDCAAAAAAAAAAAAAAAAAAAAA',
    guild_id: '11',
    work: { type: 'bulk', act: { kind: 'ban', reason: 'raid', notify: false, hidden: false, seconds: null, delete_message_seconds: null, role_ids: null } },
    author: { user_id: '5', name: 'Ada' },
    created_at: '2026-11-23T10:00:00Z',
    state: 'done',
    progress: { total: 4, done: 4, skipped: 0, failed: 0, purge: null },
    seconds: 4,
    approve_until: null,
    approved_by: null,
    cancelled_by: null,
    started_at: '2026-11-23T10:00:01Z',
    ended_at: '2026-11-23T10:00:05Z',
    code: null,
    case: null,
    ...about,
  }
}
