import { onScopeDispose, readonly, shallowRef } from 'vue'

import type { Undone } from '@/features/undo/data'

/** What somebody is about to take back; the dialog for it lies over any page. */
export interface UndoWish {
  guildId: string
  actionId: string
}

const wished = shallowRef<UndoWish | null>(null)
type Heard = (actionId: string, undone: Undone) => void

const hearers = new Set<Heard>()

export const undoWish = readonly(wished)

export function askUndo(guildId: string, actionId: string): void {
  wished.value = { guildId, actionId }
}

export function leave(): void {
  wished.value = null
}

export function tellUndone(actionId: string, undone: Undone): void {
  for (const heard of hearers) heard(actionId, undone)
}

/** Hear that something was taken back from here, as long as the calling component lives. */
export function useUndone(heard: Heard): void {
  hearers.add(heard)
  onScopeDispose(() => hearers.delete(heard))
}
