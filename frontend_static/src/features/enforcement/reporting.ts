import { ApiError } from '@/api/errors'
import { t } from '@/core/i18n'
import { toast } from '@/core/toasts'
import { refusalOf } from '@/features/administration/refusals'
import type { ActKind } from '@/features/enforcement/acts'
import type { ActResult } from '@/features/enforcement/data'

/** Say what came of an act: what was done, whether they were told, what the ladder added, and which case it is. */
export function reportDone(guildId: string, name: string, result: ActResult): void {
  const { case: opened, follow_up, notified, ladder_refusal: stopped } = result
  const link = { text: t('acts.done.open', { number: opened.number }), to: `/guilds/${guildId}/cases/${opened.number}` }
  if (opened.state === 'failed') return toast('danger', t('acts.done.failed', { name }), undefined, link)
  const told = notified === null ? [] : [t(notified ? 'acts.done.told' : 'acts.done.untold')]
  const next = follow_up ? [t('acts.done.ladder', { what: t(`acts.kinds.${follow_up.kind}`), number: follow_up.number })] : []
  const refused = stopped ? [t('acts.done.ladderStopped', { why: refusalOf(new ApiError(409, stopped.code, stopped.message, null, stopped.details ?? undefined)).title })] : []
  toast('ok', t(`acts.done.${opened.kind as ActKind}`, { name }), [...told, ...next, ...refused].join(' ') || undefined, link)
}
