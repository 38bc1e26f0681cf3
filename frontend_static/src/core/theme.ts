import { readonly, ref } from 'vue'

import { recall, remember } from '@/core/storage'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const systemDark = matchMedia('(prefers-color-scheme: dark)')
const chosen = ref<Theme>(asTheme(recall('theme')))
const dark = ref(false)

export const theme = readonly(chosen)
/** What is on the screen now, whoever decided it. */
export const isDark = readonly(dark)

export function setTheme(next: Theme): void {
  chosen.value = next
  remember('theme', next === 'system' ? null : next)
  apply()
}

export function startTheme(): void {
  systemDark.addEventListener('change', apply)
  apply()
}

function apply(): void {
  dark.value = chosen.value === 'dark' || (chosen.value === 'system' && systemDark.matches)
  const root = document.documentElement
  root.dataset.theme = dark.value ? 'dark' : 'light'
  const canvas = getComputedStyle(root).getPropertyValue('--color-canvas')
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', canvas.trim())
}

function asTheme(value: string | null): Theme {
  return THEMES.find((known) => known === value) ?? 'system'
}
