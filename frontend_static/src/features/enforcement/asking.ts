import { onScopeDispose, readonly, shallowRef } from 'vue'

import type { ActKind, Whom } from '@/features/enforcement/acts'
import type { ActResult } from '@/features/enforcement/data'

/** What somebody is about to do; the dialog for it lies over any page. */
export interface Wish {
  guildId: string
  kind: ActKind
  whom: Whom
  roleIds?: readonly string[]
}

type Heard = (result: ActResult, wish: Wish) => void

const wished = shallowRef<Wish | null>(null)
const hearers = new Set<Heard>()

export const wish = readonly(wished) as Readonly<typeof wished>

export function ask(wanted: Wish): void {
  wished.value = wanted
}

export function leave(): void {
  wished.value = null
}

export function tellDone(result: ActResult, done: Wish): void {
  for (const heard of hearers) heard(result, done)
}

/** Hear what is done from here, as long as the calling component lives: where the bot is away, no event will tell. */
export function useDone(heard: Heard): void {
  hearers.add(heard)
  onScopeDispose(() => hearers.delete(heard))
}
