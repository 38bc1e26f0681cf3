import { onScopeDispose, watch } from 'vue'

import { live } from '@/api/connection'

const SETTLE_MS = 300 // several changes come together: a category that is deleted, a lockdown

/** Tell, a moment after the bot has reported it, that something of these kinds has changed in the guild. */
export function useReported(guildId: () => string, kinds: readonly string[], changed: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let leave: (() => void) | undefined

  function later(): void {
    clearTimeout(timer)
    timer = setTimeout(changed, SETTLE_MS)
  }

  function follow(id: string): void {
    leave?.()
    leave = live.follow(id, null, {
      deliver: (events) => {
        if (events.some(({ type }) => kinds.some((kind) => type.startsWith(kind)))) later()
      },
      missed: later,
    })
  }

  watch(guildId, follow, { immediate: true })
  onScopeDispose(() => {
    clearTimeout(timer)
    leave?.()
  })
}
