import { readonly, ref } from 'vue'

export type Tone = 'ok' | 'danger'

export interface Toast {
  id: number
  tone: Tone
  title: string
  detail?: string
  /** Where to see what it is about: a path of this site. */
  link?: { text: string; to: string }
}

const shown = ref<Toast[]>([])
let lastId = 0

export const toasts = readonly(shown)

export function toast(tone: Tone, title: string, detail?: string, link?: Toast['link']): void {
  lastId += 1
  shown.value = [...shown.value, { id: lastId, tone, title, ...(detail !== undefined && { detail }), ...(link && { link }) }].slice(-4)
}

export function dismiss(id: number): void {
  shown.value = shown.value.filter((other) => other.id !== id)
}
