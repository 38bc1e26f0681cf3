import { t, textOr } from '@/core/i18n'
import type { Timer } from '@/features/timers/data'

/** What will happen, and to whom: "The ban of Bea ends". */
export function whatEnds({ kind }: Pick<Timer, 'kind'>, name: string, role: string): string {
  return t(`timers.ends.${kind}`, { name, role })
}

/** What went wrong, and what the reader can do about it. */
export function troubleOf({ code, kind }: Pick<Timer, 'code' | 'kind'>): { why: string; advice: string } | null {
  if (code === null) return null
  const permission = t(`timers.permissions.${kind}`)
  return {
    why: textOr(`timers.codes.${code}.why`, textOr(`problems.${code}.title`, t('timers.codes.other.why', { code }))),
    advice: textOr(`timers.codes.${code}.advice`, t('timers.codes.other.advice'), { permission }),
  }
}

/** Those that need somebody first, and the others by when they are due. */
export function sorted(timers: readonly Timer[]): { failed: Timer[]; waiting: Timer[] } {
  return { failed: timers.filter(({ state }) => state === 'failed'), waiting: timers.filter(({ state }) => state !== 'failed') }
}
