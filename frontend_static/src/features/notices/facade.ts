import { onScopeDispose, shallowRef, watch } from 'vue'

import { live } from '@/api/connection'
import type { Notice, Viewer } from '@/api/wire'

const SETTLE_MS = 200 // one act changes several things: a case, an action, a timer

/** Read anew what is shown when something of these kinds changes in the guild; which, if `id` says so. */
export function useNotices(guildId: () => string, topics: readonly Notice['topic'][], changed: () => void, id?: () => string): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const leave = live.accompany({
    noticed: (notice) => {
      if (notice.guild_id !== guildId() || !topics.includes(notice.topic)) return
      if (id && notice.id !== id()) return
      clearTimeout(timer)
      timer = setTimeout(changed, SETTLE_MS)
    },
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    leave()
  })
}

/** Say that the user has something open, and hear who else has. */
export function useOnlookers(guildId: () => string, subject: () => string) {
  const others = shallowRef<Viewer[]>([])
  const leave = live.accompany({
    seen: (guild, what, viewers) => {
      if (guild === guildId() && what === subject()) others.value = viewers
    },
  })
  watch(
    [guildId, subject],
    ([guild, what], [before]) => {
      others.value = []
      if (before !== undefined && before !== guild) live.show(before, null)
      live.show(guild, what)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    live.show(guildId(), null)
    leave()
  })
  return others
}
