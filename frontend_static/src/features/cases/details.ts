import { count } from '@/core/format'
import { t } from '@/core/i18n'
import type { Case } from '@/features/cases/data'
import { durationText } from '@/features/enforcement/durations'

interface Details {
  role_ids?: (string | number)[]
  channel_ids?: (string | number)[]
  nick?: string | null
  before?: string | null
  delete_message_seconds?: number
  deleted?: number
  notified?: boolean | null
}

/** What a case says besides what all of them say, as people read it; `nameOf` knows roles and channels by their ids. */
export function factsOf({ kind, details }: Pick<Case, 'kind' | 'details'>, nameOf: (id: string) => string | undefined): { label: string; text: string }[] {
  const { role_ids, channel_ids, nick, before, delete_message_seconds: seconds, deleted, notified } = details as Details
  const names = (ids: (string | number)[], sign = '') => ids.map((id) => sign + (nameOf(String(id)) ?? String(id))).join(', ')
  return [
    ...(role_ids?.length ? [{ label: t('cases.details.roles'), text: names(role_ids) }] : []),
    ...(channel_ids?.length ? [{ label: t('cases.details.channels'), text: names(channel_ids, '#') }] : []),
    ...(kind === 'nick' ? [{ label: t('cases.details.nick'), text: `${before || '—'} → ${nick || '—'}` }] : []),
    ...(seconds ? [{ label: t('cases.details.window'), text: durationText(seconds) }] : []),
    ...(deleted === undefined ? [] : [{ label: t('cases.details.deleted'), text: count(deleted) }]),
    ...(typeof notified === 'boolean' ? [{ label: t('cases.details.notified'), text: t(notified ? 'cases.details.yes' : 'cases.details.no') }] : []),
  ]
}
