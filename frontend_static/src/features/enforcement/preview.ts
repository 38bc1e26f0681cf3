import { onScopeDispose, ref, shallowRef, watch } from 'vue'

import type { Act } from '@/features/enforcement/acts'
import { previewAct, type ActPreview } from '@/features/enforcement/data'

const TYPING_MS = 300

/** What the API says would come of an act, asked again as it changes; an answer to an older question is dropped. */
export function useActPreview(guildId: () => string, act: () => Act | null) {
  const preview = shallowRef<ActPreview | null>(null)
  const failed = shallowRef<unknown>(null)
  /** Whether what is shown is of an earlier act than the one that is filled in. */
  const isAsking = ref(false)
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(): Promise<void> {
    const wanted = act()
    if (wanted === null) return void (isAsking.value = false)
    const question = ++asked
    isAsking.value = true
    try {
      const seen = await previewAct(guildId(), wanted)
      if (question === asked) [preview.value, failed.value] = [seen, null]
    } catch (reason) {
      if (question === asked) [preview.value, failed.value] = [null, reason]
    } finally {
      if (question === asked) isAsking.value = false
    }
  }

  watch(
    () => JSON.stringify(act()),
    () => {
      clearTimeout(timer)
      isAsking.value = true
      timer = setTimeout(() => void look(), TYPING_MS)
    },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    asked = -1
  })
  void look()

  return { preview, failed, isAsking, look }
}
