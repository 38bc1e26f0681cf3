import { recall, remember } from '@/core/storage'

export const LOCALES = ['en', 'fr'] as const
export type Locale = (typeof LOCALES)[number]
export type MessageTree = typeof import('@/i18n/en.json')
export type PageMessageTree = typeof import('@/i18n/pages/en.json')

const files = {
  en: () => import('@/i18n/en.json'),
  fr: () => import('@/i18n/fr.json'),
}

/** What only the pages behind a click say: no first visit waits for it. */
const pageFiles = {
  en: () => import('@/i18n/pages/en.json'),
  fr: () => import('@/i18n/pages/fr.json'),
}

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

export async function loadPageMessages(locale: Locale): Promise<PageMessageTree> {
  return (await pageFiles[locale]()).default as PageMessageTree
}

function known(tag: string): Locale | undefined {
  const language = tag.slice(0, 2).toLowerCase()
  return LOCALES.find((locale) => locale === language)
}
