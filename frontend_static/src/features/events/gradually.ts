import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'

const FIRST = 10
const STEP = 8

/** A long list in steps: what fits on a screen at once, the rest when the page has answered in between. */
export function useGradually<T>(list: Readonly<Ref<readonly T[]>>): ComputedRef<readonly T[]> {
  const limit = ref(FIRST)

  watch(
    [() => list.value.length, limit],
    ([length, shown]) => {
      if (length > shown) setTimeout(() => (limit.value = shown + STEP))
    },
    { immediate: true, flush: 'post' },
  )
  return computed(() => (list.value.length > limit.value ? list.value.slice(0, limit.value) : list.value))
}
