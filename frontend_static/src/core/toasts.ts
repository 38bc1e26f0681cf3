import { readonly, ref } from 'vue'

export type Tone = 'ok' | 'danger'

export interface Toast {
  id: number
  tone: Tone
  title: string
  detail?: string
}

const shown = ref<Toast[]>([])
let lastId = 0

export const toasts = readonly(shown)

export function toast(tone: Tone, title: string, detail?: string): void {
  lastId += 1
  shown.value = [...shown.value, { id: lastId, tone, title, ...(detail !== undefined && { detail }) }].slice(-4)
}

export function dismiss(id: number): void {
  shown.value = shown.value.filter((other) => other.id !== id)
}
