import { locale } from '@/core/i18n'

const JUST_NOW_SECONDS = 5
const DAY_SECONDS = 86_400

const UNITS: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', DAY_SECONDS],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

/** "5m ago", "yesterday": how long before `now` (both in ms since 1970), in the reader's language. */
export function relativeTime(moment: number, now: number): string {
  const seconds = (moment - now) / 1000
  const [unit, size] = unitOf(seconds)
  const format = (size < DAY_SECONDS ? clockRelative : dateRelative)(locale.value)
  if (Math.abs(seconds) < JUST_NOW_SECONDS) return format.format(0, 'second')
  return format.format(Math.trunc(seconds / size), unit)
}

/** "5m", "3h": how long ago, where everything around says that it is past. */
export function age(moment: number, now: number): string {
  const seconds = (now - moment) / 1000
  const [unit, size] = unitOf(seconds)
  if (seconds < JUST_NOW_SECONDS) return relativeTime(moment, moment)
  return unitFormat(`${locale.value} ${unit}`).format(Math.trunc(seconds / size))
}

/** The full moment in the reader's language and time zone. */
export function exactTime(moment: number): string {
  return exactFormat(locale.value).format(moment)
}

/** The day of a moment in the reader's zone, "2026-11-23". */
export function dayOf(moment: number): string {
  const day = new Date(moment)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

/** The day of a moment: "Monday 23 November 2026". */
export function dayText(moment: number): string {
  return dayFormat(locale.value).format(moment)
}

export function clockTime(moment: number): string {
  return clockFormat(locale.value).format(moment)
}

export function count(value: number): string {
  return numberFormat(locale.value).format(value)
}

// In French "narrow" is a bare "-5 min", and a "short" month is an "m." like a metre.
const clockRelative = perLocale((tag) => relativeFormat(tag, tag === 'fr' ? 'short' : 'narrow'))
const dateRelative = perLocale((tag) => relativeFormat(tag, tag === 'fr' ? 'long' : 'narrow'))
const exactFormat = perLocale((tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeStyle: 'long' }))
const dayFormat = perLocale((tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'full' }))
const clockFormat = perLocale((tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'short' }))
const numberFormat = perLocale((tag) => new Intl.NumberFormat(tag))

const unitFormat = perLocale((tagAndUnit) => {
  const [tag, unit] = tagAndUnit.split(' ')
  return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: tag === 'fr' ? 'short' : 'narrow' })
})

function unitOf(seconds: number): [unit: Intl.RelativeTimeFormatUnit, seconds: number] {
  return UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
}

function relativeFormat(tag: string, style: Intl.RelativeTimeFormatStyle): Intl.RelativeTimeFormat {
  return new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style })
}

/** Formatters are dear to make and used on every row. */
function perLocale<T>(make: (tag: string) => T): (tag: string) => T {
  const made = new Map<string, T>()
  return (tag) => {
    const format = made.get(tag) ?? make(tag)
    made.set(tag, format)
    return format
  }
}
