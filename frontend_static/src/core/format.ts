import { locale } from '@/core/i18n'

const UNITS: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

const JUST_NOW_SECONDS = 5

/** "5m ago", "yesterday": how long before `now` (both in ms since 1970), in the reader's language. */
export function relativeTime(moment: number, now: number): string {
  const seconds = (moment - now) / 1000
  const format = relativeFormat(locale.value)
  if (Math.abs(seconds) < JUST_NOW_SECONDS) return format.format(0, 'second')
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
  return format.format(Math.trunc(seconds / size), unit)
}

/** The full moment in the reader's language and time zone. */
export function exactTime(moment: number): string {
  return exactFormat(locale.value).format(moment)
}

export function clockTime(moment: number): string {
  return clockFormat(locale.value).format(moment)
}

export function count(value: number): string {
  return numberFormat(locale.value).format(value)
}

const relativeFormat = perLocale((tag) => {
  const style = tag === 'fr' ? 'short' : 'narrow' // French "narrow" is a bare "-5 min"
  return new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style })
})
const exactFormat = perLocale((tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeStyle: 'long' }))
const clockFormat = perLocale((tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'short' }))
const numberFormat = perLocale((tag) => new Intl.NumberFormat(tag))

/** Formatters are dear to make and used on every row. */
function perLocale<T>(make: (tag: string) => T): (tag: string) => T {
  const made = new Map<string, T>()
  return (tag) => {
    const format = made.get(tag) ?? make(tag)
    made.set(tag, format)
    return format
  }
}
