import { t } from '@/core/i18n'
import { durationText } from '@/features/enforcement/durations'

/** How long something takes, as one says it: "a few seconds", "about 4 minutes". */
export function about(seconds: number): string {
  if (seconds < 10) return t('jobs.moments')
  if (seconds < 90) return t('jobs.seconds', { count: Math.ceil(seconds / 10) * 10 })
  return t('jobs.about', { span: durationText(Math.ceil(seconds / 60) * 60) })
}
