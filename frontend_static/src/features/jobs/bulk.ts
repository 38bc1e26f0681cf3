import type { Schemas } from '@/api/client'
import { deletes, tells, type ActKind, type Terms } from '@/features/enforcement/acts'
import type { BulkAct, BulkKind, BulkPreview } from '@/features/jobs/data'

/** What can be done to many at once, in the order of the buttons. */
export const BULK_KINDS = [
  'note', 'warn', 'timeout', 'timeout_end', 'kick', 'softban', 'ban', 'unban', 'roles_give', 'roles_take',
] as const satisfies readonly BulkKind[] & readonly ActKind[]

/** As the API takes it; nobody is told unless somebody asks for it. */
export function bulkActOf(kind: BulkKind, terms: Terms): BulkAct {
  const isOfRoles = kind === 'roles_give' || kind === 'roles_take'
  const lasts = kind === 'timeout' || kind === 'ban' || isOfRoles
  return {
    kind,
    reason: terms.reason.trim() || null,
    notify: tells(kind) && !terms.hidden && terms.notify === true,
    hidden: terms.hidden,
    seconds: lasts ? terms.seconds : null,
    delete_message_seconds: deletes(kind) ? terms.deleteSeconds : null,
    role_ids: isOfRoles ? terms.roleIds : null,
  }
}

type Skipped = BulkPreview['skipped'][number]
type Refusal = Schemas['Refusal']

/** Those who are left out, by why, the most frequent reason first. */
export function bySkipping<Left extends Pick<Skipped, 'refusal'>>(skipped: readonly Left[]): { refusal: Refusal; those: Left[] }[] {
  const groups = new Map<string, { refusal: Refusal; those: Left[] }>()
  for (const each of skipped) {
    const why = JSON.stringify([each.refusal.code, each.refusal.details])
    const group = groups.get(why) ?? { refusal: each.refusal, those: [] }
    group.those.push(each)
    groups.set(why, group)
  }
  return [...groups.values()].toSorted((one, other) => other.those.length - one.those.length)
}
