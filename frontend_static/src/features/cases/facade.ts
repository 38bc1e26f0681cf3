import { computed } from 'vue'

import { useQueryText } from '@/core/queryText'
import { isNarrowed, NO_FILTER, type CaseFilter, type FilterPart } from '@/features/cases/filter'

/** The list's filter, kept in the address. */
export function useCaseFilter() {
  const parts = Object.fromEntries((Object.keys(NO_FILTER) as FilterPart[]).map((part) => [part, useQueryText(part)])) as Record<
    FilterPart,
    ReturnType<typeof useQueryText>
  >
  const filter = computed(() => Object.fromEntries(Object.entries(parts).map(([part, text]) => [part, text.value])) as unknown as CaseFilter)

  /** All but where one looks: the recycle bin stays open. */
  function clear(): void {
    for (const [part, text] of Object.entries(parts)) if (part !== 'bin') text.value = ''
  }

  return { filter, parts, clear, isActive: computed(() => isNarrowed(filter.value)) }
}
