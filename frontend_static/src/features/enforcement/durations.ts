import { t } from '@/core/i18n'

const SIZES = { year: 31_536_000, week: 604_800, day: 86_400, hour: 3_600, minute: 60 } as const

/** By their first letter, English or French: "j" is a jour, "a" an année. */
const UNITS: Record<string, keyof typeof SIZES> = { y: 'year', a: 'year', w: 'week', s: 'week', d: 'day', j: 'day', h: 'hour', m: 'minute' }
const PART = /(\d+)\s*([a-zé]+)\.?\s*/gy

/** How many seconds "2h", "7 days" or "1j12h" is; null where it says nothing of the kind. */
export function secondsIn(text: string): number | null {
  const said = text.trim().toLowerCase()
  let [seconds, end] = [0, 0]
  for (const [whole, amount, word = ''] of said.matchAll(PART)) {
    const unit = /^(mo|sec)/.test(word) ? undefined : UNITS[word.charAt(0)] // months have no length, and nothing is that short
    if (!unit) return null
    seconds += Number(amount) * SIZES[unit]
    end += whole.length
  }
  return end > 0 && end === said.length && Number.isSafeInteger(seconds) ? seconds : null
}

/** "1 hour", "7 days", "1 day 12 hours". */
export function durationText(seconds: number): string {
  const parts: string[] = []
  let rest = Math.max(60, seconds)
  for (const unit of ['day', 'hour', 'minute'] as const) {
    const count = Math.floor(rest / SIZES[unit])
    if (count > 0) parts.push(t(`acts.units.${unit}`, { count }, count))
    rest -= count * SIZES[unit]
  }
  return parts.slice(0, 2).join(' ')
}
