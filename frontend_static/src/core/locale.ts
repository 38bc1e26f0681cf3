import { recall, remember } from '@/core/storage'

export const LOCALES = ['en', 'fr'] as const
export type Locale = (typeof LOCALES)[number]
export type MessageTree = typeof import('@/i18n/en.json')

/** What is said in one part of the site, in files of its own (`i18n/<area>/`): nobody loads it who does not go there. */
export interface AreaTrees {
  pages: typeof import('@/i18n/pages/en.json')
  events: typeof import('@/i18n/events/en.json')
  administration: typeof import('@/i18n/administration/en.json')
  permissions: typeof import('@/i18n/permissions/en.json')
  channels: typeof import('@/i18n/channels/en.json')
  roles: typeof import('@/i18n/roles/en.json')
  refusals: typeof import('@/i18n/refusals/en.json')
  moderation: typeof import('@/i18n/moderation/en.json')
  acts: typeof import('@/i18n/acts/en.json')
  cases: typeof import('@/i18n/cases/en.json')
  enforcement: typeof import('@/i18n/enforcement/en.json')
  appeals: typeof import('@/i18n/appeals/en.json')
  jobs: typeof import('@/i18n/jobs/en.json')
  timers: typeof import('@/i18n/timers/en.json')
  undo: typeof import('@/i18n/undo/en.json')
  overview: typeof import('@/i18n/overview/en.json')
}
export type Area = keyof AreaTrees

const files = {
  en: () => import('@/i18n/en.json'),
  fr: () => import('@/i18n/fr.json'),
}

const areaFiles = import.meta.glob<{ default: object }>('/src/i18n/*/*.json')

/** The language to speak: the one chosen here before, else the first of the browser's that we know. */
export function preferredLocale(wanted: readonly string[] = navigator.languages): Locale {
  return [recall('locale') ?? '', ...wanted].map(known).find((locale) => locale !== undefined) ?? 'en'
}

export function rememberLocale(locale: Locale): void {
  remember('locale', locale)
}

export async function loadMessages(locale: Locale): Promise<MessageTree> {
  return (await files[locale]()).default as MessageTree
}

export async function loadArea(area: Area, locale: Locale): Promise<object> {
  return (await areaFiles[`/src/i18n/${area}/${locale}.json`]?.())?.default ?? {}
}

function known(tag: string): Locale | undefined {
  const language = tag.slice(0, 2).toLowerCase()
  return LOCALES.find((locale) => locale === language)
}
