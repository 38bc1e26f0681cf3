import { asApiError } from '@/api/errors'
import { textOr, t } from '@/core/i18n'

export interface Problem {
  title: string
  /** What the reader can do. */
  advice: string
  requestId: string | null
}

/** Say in the reader's language what went wrong and what to do about it. */
export function problemOf(reason: unknown): Problem {
  const { code, status, message, requestId } = asApiError(reason)
  const kind = status === 0 ? 'unreachable' : status >= 500 ? 'server' : 'other'
  return {
    title: textOr(`problems.${code}.title`, t(`problems.${kind}.title`)),
    advice: textOr(`problems.${code}.advice`, kind === 'other' && message ? message : t(`problems.${kind}.advice`)),
    requestId,
  }
}
