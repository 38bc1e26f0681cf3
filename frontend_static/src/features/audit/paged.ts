import { onScopeDispose, ref, shallowRef, watch } from 'vue'

interface Page {
  items: unknown[]
  next_cursor: string | null
}

/** A list that is read page by page, anew whenever what it depends on changes; an answer to an older question is dropped. */
export function usePaged<P extends Page>(on: () => string, readPage: (cursor?: string) => Promise<P>, heard?: (page: P) => void) {
  const items = shallowRef<P['items'][number][]>([])
  const next = ref<string | null>(null)
  const error = shallowRef<unknown>(null)
  const isPending = ref(true)
  const isReading = ref(false)
  let asked = 0

  async function ask(cursor?: string): Promise<void> {
    const question = ++asked
    isReading.value = true
    try {
      const page = await readPage(cursor)
      if (question !== asked) return
      heard?.(page)
      items.value = cursor === undefined ? page.items : [...items.value, ...page.items]
      next.value = page.next_cursor
      error.value = null
    } catch (reason) {
      if (question === asked) error.value = reason
    } finally {
      if (question === asked) isPending.value = isReading.value = false
    }
  }

  async function readMore(): Promise<void> {
    if (next.value !== null && !isReading.value) await ask(next.value)
  }

  watch(on, () => {
    items.value = []
    next.value = null
    isPending.value = true
    void ask()
  })
  onScopeDispose(() => {
    asked = -1
  })
  void ask()

  return { items, next, error, isPending, isReading, read: () => ask(), readMore }
}

/** What a list needs to know of it, whatever is in it. */
export type Paged = ReturnType<typeof usePaged>
