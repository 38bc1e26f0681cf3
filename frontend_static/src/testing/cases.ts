import type { Case } from '@/features/cases/data'

/** A warning of Bea by Ada. */
export function aCase(about: Partial<Case> = {}): Case {
  return {
    guild_id: '11',
    number: 7,
    kind: 'warn',
    source: 'web',
    user: { user_id: '5', name: 'Bea' },
    moderator: { user_id: '21', name: 'Ada' },
    reason: 'spam',
    at: '2026-11-01T10:00:00Z',
    state: 'done',
    expires_at: null,
    hidden: false,
    details: {},
    cause: null,
    job_id: null,
    audit_entry_id: null,
    revision: 2,
    entries: [1, 2],
    code: null,
    action_id: null,
    notes: [],
    evidence: [],
    links: [],
    ending: null,
    appeal: null,
    deleted_at: null,
    ...about,
  }
}
