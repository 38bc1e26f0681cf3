import { ref, type ShallowRef } from 'vue'

import { problemOf } from '@/core/problems'
import { toast } from '@/core/toasts'
import { extend, type EventPage, type Feed } from '@/features/events/feed'

/** Older pages of a feed, on request. */
export function useOlder(
  feed: ShallowRef<Feed>,
  read: (before: string) => Promise<EventPage>,
  note: (page: EventPage) => void,
) {
  const loadingOlder = ref(false)

  async function loadOlder(): Promise<void> {
    const before = feed.value.older
    if (before === null || loadingOlder.value) return
    loadingOlder.value = true
    try {
      const page = await read(before)
      if (feed.value.older !== before) return // it has begun anew, or forgotten its end
      note(page)
      feed.value = extend(feed.value, page)
    } catch (error) {
      const { title, advice } = problemOf(error)
      toast('danger', title, advice)
    } finally {
      loadingOlder.value = false
    }
  }

  return { loadOlder, loadingOlder }
}
