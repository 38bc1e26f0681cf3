import { readonly, ref, shallowRef, type App } from 'vue'

import { loadArea, loadMessages, rememberLocale, type Area, type AreaTrees, type Locale, type MessageTree } from '@/core/locale'
import { compose, flatten, type KeyOf, type Texts, type Values } from '@/core/messages'

export type Key = KeyOf<MessageTree> | { [Name in Area]: KeyOf<AreaTrees[Name]> }[Area]

declare module 'vue' {
  interface ComponentCustomProperties {
    $t: typeof t
  }
}

const spoken = ref<Locale>('en')
const texts = shallowRef<Texts>(new Map())

const spokenOf = new Set<Area>()

export const locale = readonly(spoken)

/** The text of a key in the reader's language; `number` chooses among a text's forms. */
export function t(key: Key, values: Values = {}, number?: number): string {
  return compose(texts.value.get(key) ?? key, values, number)
}

/** The text of a key that may not exist, such as a setting's label or an error's code. */
export function textOr(key: string, fallback: string, values: Values = {}, number?: number): string {
  const text = texts.value.get(key)
  return text === undefined ? fallback : compose(text, values, number)
}

export function speak(language: Locale, ...trees: object[]): void {
  texts.value = new Map(trees.flatMap((tree) => flatten(tree)))
  spoken.value = language
  document.documentElement.lang = language
}

export async function setLocale(language: Locale): Promise<void> {
  const trees = [loadMessages(language), ...[...spokenOf].map((area) => loadArea(area, language))]
  speak(language, ...(await Promise.all<object>(trees)))
  rememberLocale(language)
}

/** Learn what is said in some areas; whoever says it waits for this. Most pages need not: `AREAS` says it for them. */
export async function speakOf(...areas: Area[]): Promise<void> {
  const language = spoken.value
  const missing = areas.filter((area) => !spokenOf.has(area))
  if (missing.length === 0) return
  const trees = await Promise.all(missing.map((area) => loadArea(area, language)))
  if (language !== spoken.value) return speakOf(...areas)
  for (const area of missing) spokenOf.add(area)
  texts.value = new Map([...texts.value, ...trees.flatMap((tree) => flatten(tree))])
}

/** `$t` in every template. */
export const i18n = {
  install(app: App): void {
    app.config.globalProperties.$t = t
  },
}
