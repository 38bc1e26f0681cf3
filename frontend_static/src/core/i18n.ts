import { readonly, ref, shallowRef, type App } from 'vue'

import {
  loadMessages,
  loadPageMessages,
  rememberLocale,
  type Locale,
  type MessageTree,
  type PageMessageTree,
} from '@/core/locale'
import { compose, flatten, type KeyOf, type Texts, type Values } from '@/core/messages'

export type Key = KeyOf<MessageTree> | KeyOf<PageMessageTree>

declare module 'vue' {
  interface ComponentCustomProperties {
    $t: typeof t
  }
}

const spoken = ref<Locale>('en')
const texts = shallowRef<Texts>(new Map())

let speaksOfPages = false

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
  const trees = [loadMessages(language), ...(speaksOfPages ? [loadPageMessages(language)] : [])]
  speak(language, ...(await Promise.all<object>(trees)))
  rememberLocale(language)
}

/** Learn what the pages say that no first visit opens; they wait for it. */
export async function speakOfPages(): Promise<void> {
  if (speaksOfPages) return
  const more = await loadPageMessages(spoken.value)
  speaksOfPages = true
  texts.value = new Map([...texts.value, ...flatten(more)])
}

/** `$t` in every template. */
export const i18n = {
  install(app: App): void {
    app.config.globalProperties.$t = t
  },
}
