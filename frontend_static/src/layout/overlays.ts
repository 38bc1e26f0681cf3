import { ref } from 'vue'

/** What may lie over any page. */
export const paletteOpen = ref(false)
export const shortcutsOpen = ref(false)

export function openPalette(): void {
  paletteOpen.value = true
}

export function openShortcuts(): void {
  shortcutsOpen.value = true
}
