import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'

import { MOST_PEOPLE } from '@/features/jobs/people'
import { readMembers } from '@/features/members/data'
import { queryOf, type MemberFilter } from '@/features/members/filters'
import type { Member } from '@/features/members/model'
import { NO_SELECTION, toggled, withoutThese, withThese, type Selection } from '@/features/members/selection'

/** Members chosen on their page: by a row, from a row to another, or all that the filter finds. */
export function useSelecting(guildId: () => string, filter: () => MemberFilter, members: () => readonly Member[]) {
  const selection = shallowRef<Selection>(NO_SELECTION)
  const isReading = ref(false)
  const failed = shallowRef<unknown>(null)
  let anchor: string | null = null
  let run = 0

  const hasAll = computed(() => members().length > 0 && members().every(({ user_id }) => selection.value.has(user_id)))

  function toggle(index: number, isRange: boolean): void {
    const from = isRange && anchor !== null ? members().findIndex(({ user_id }) => user_id === anchor) : -1
    selection.value = toggled(selection.value, members(), index, from < 0 ? null : from)
    anchor = members()[index]?.user_id ?? null
  }

  function toggleAll(): void {
    selection.value = hasAll.value ? withoutThese(selection.value, members()) : withThese(selection.value, members())
  }

  /** The first thousand that the filter finds, loaded or not; whoever was chosen besides is chosen no more. */
  async function selectFound(): Promise<void> {
    const own = ++run
    isReading.value = true
    failed.value = null
    selection.value = NO_SELECTION
    try {
      let cursor: string | undefined
      do {
        // oxlint-disable-next-line no-await-in-loop -- a page says where the next one begins
        const page = await readMembers(guildId(), queryOf(filter(), Date.now()), cursor)
        if (own !== run) return
        selection.value = withThese(selection.value, page.items.slice(0, MOST_PEOPLE - selection.value.size))
        cursor = page.next_cursor ?? undefined
      } while (cursor !== undefined && selection.value.size < MOST_PEOPLE)
    } catch (reason) {
      if (own === run) failed.value = reason
    } finally {
      if (own === run) isReading.value = false
    }
  }

  function clear(): void {
    run += 1
    isReading.value = false
    failed.value = null
    selection.value = NO_SELECTION
  }

  watch(guildId, clear)
  onScopeDispose(() => (run += 1))
  return { selection, hasAll, isReading, failed, toggle, toggleAll, selectFound, clear }
}
