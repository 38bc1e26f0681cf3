import { ApiError } from '@/api/errors'
import { t, textOr } from '@/core/i18n'
import { refusalOf, type Refusal as Words } from '@/features/administration/refusals'
import type { UndoPreview } from '@/features/undo/data'

/** Why an action cannot be taken back, in words: what stands in the way, or who may not. */
export function obstacleOf({ code, message, details }: Pick<ApiError, 'code' | 'message' | 'details'>): Words {
  const { why = '' } = (details ?? {}) as { why?: string }
  if (code === 'not_undoable') return { title: t('undo.obstacle'), advice: textOr(`undo.obstacles.${why}`, message) }
  if (code === 'changed_since') return { title: t('undo.changed.title'), advice: t('undo.changed.advice') }
  if (code === 'already_undone') return { title: t('undo.already.title'), advice: t('undo.already.advice') }
  return refusalOf(new ApiError(409, code, message, null, details))
}

/** What stays although it is taken back. */
export function remainsOf({ remains }: Pick<UndoPreview, 'remains'>): string[] {
  return remains.map((each) => textOr(`undo.remains.${each}`, each))
}
