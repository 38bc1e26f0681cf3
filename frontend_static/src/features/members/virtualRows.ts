import { defaultRangeExtractor, useWindowVirtualizer, type Range } from '@tanstack/vue-virtual'
import { computed, nextTick, onMounted, ref, watch, type Ref } from 'vue'

interface Options {
  list: Readonly<Ref<HTMLElement | null>>
  count: () => number
  /** How many of them can be gone to: those that have been read. */
  reachable: () => number
  height: () => number
  /** Called when the end comes into sight. */
  more: () => void
}

const AHEAD = 30
const PAGE = 10
const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at) => at + PAGE,
  PageUp: (at) => at - PAGE,
  Home: () => 0,
  End: (_, last) => last,
}

/** The rows of a long list that are in sight, of one height, and the arrow keys among them: one is in the tab order. */
export function useVirtualRows({ list, count, reachable, height, more }: Options) {
  const margin = ref(0)
  const active = ref(0)
  const virtualizer = useWindowVirtualizer(
    computed(() => ({ count: count(), estimateSize: height, overscan: 12, scrollMargin: margin.value, rangeExtractor: withActive })),
  )
  const rows = computed(() => virtualizer.value.getVirtualItems())

  watch(height, () => virtualizer.value.measure())
  watch(rows, (shown) => {
    if ((shown.at(-1)?.index ?? -1) >= count() - AHEAD) more()
  })
  watch(reachable, (length) => {
    active.value = Math.max(0, Math.min(active.value, length - 1))
  })
  onMounted(place)

  /** The row in the tab order stays, wherever one scrolls: without it the keys would have no place to start from. */
  function withActive(range: Range): number[] {
    const shown = defaultRangeExtractor(range)
    if (active.value >= range.count || shown.includes(active.value)) return shown
    return active.value < range.startIndex ? [active.value, ...shown] : [...shown, active.value]
  }

  /** What stands above the list may have grown. */
  function place(): void {
    margin.value = list.value ? list.value.getBoundingClientRect().top + scrollY : 0
  }

  async function move(event: KeyboardEvent): Promise<void> {
    const step = STEPS[event.key]
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const last = reachable() - 1
    active.value = Math.max(0, Math.min(last, step(active.value, last)))
    virtualizer.value.scrollToIndex(active.value, { align: 'auto' })
    await nextTick()
    requestAnimationFrame(() => focus(active.value))
  }

  function focus(index: number): void {
    list.value?.querySelector<HTMLElement>(`[data-index="${index}"] [data-row]`)?.focus({ preventScroll: true })
  }

  return { rows, active, move, place, total: computed(() => virtualizer.value.getTotalSize()), margin }
}
