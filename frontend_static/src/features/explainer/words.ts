import { t } from '@/core/i18n'
import type { Reason } from '@/features/explainer/data'

/** What a stage says, in words; `nameOf` knows roles by their id. */
export function reasonText({ stage, allowed, ids }: Reason, nameOf: (id: string) => string): string {
  const subjects = ids.map(nameOf).join(', ')
  const says = allowed ? 'yes' : 'no'
  switch (stage) {
    case 'roles':
    case 'everyone_overwrite':
    case 'role_overwrites':
    case 'member_overwrite':
      return t(`explainer.stages.${stage}.${says}`, { subjects })
    default:
      return t(`explainer.stages.${stage}`, { subjects })
  }
}
