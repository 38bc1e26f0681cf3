import { onScopeDispose, readonly, shallowRef } from 'vue'

/** What somebody is about to take back; the dialog for it lies over any page. */
export interface UndoWish {
  guildId: string
  actionId: string
}

const wished = shallowRef<UndoWish | null>(null)
const hearers = new Set<() => void>()

export const undoWish = readonly(wished)

export function askUndo(guildId: string, actionId: string): void {
  wished.value = { guildId, actionId }
}

export function leave(): void {
  wished.value = null
}

export function tellUndone(): void {
  for (const heard of hearers) heard()
}

/** Hear that something was taken back from here, as long as the calling component lives. */
export function useUndone(heard: () => void): void {
  hearers.add(heard)
  onScopeDispose(() => hearers.delete(heard))
}
