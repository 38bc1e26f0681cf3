import { watchEffect } from 'vue'

/** Name the page in the browser's tab for as long as its component lives. */
export function useTitle(name: () => string | undefined): void {
  watchEffect(() => {
    const text = name()
    document.title = text ? `${text} · Guildhall` : 'Guildhall'
  })
}
