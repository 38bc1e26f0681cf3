import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'

import { live } from '@/api/connection'
import type { LiveEvent } from '@/api/wire'
import { useQueryText } from '@/core/queryText'
import { changed } from '@/features/members/changes'
import { readMembers } from '@/features/members/data'
import { isNarrowed, NO_FILTER, queryOf, type FilterPart, type MemberFilter } from '@/features/members/filters'
import { extendList, NOBODY, removeFrom, replaceIn, startList, type MemberList } from '@/features/members/list'
import type { Member } from '@/features/members/model'

const TYPING_MS = 200
const GATHERING_MS = 1_500

const nothing = (): void => undefined

/** The list's filter, kept in the address. */
export function useMemberFilter() {
  const parts = Object.fromEntries(
    (Object.keys(NO_FILTER) as FilterPart[]).map((part) => [part, useQueryText(part)]),
  ) as Record<FilterPart, ReturnType<typeof useQueryText>>
  const filter = computed(
    () => Object.fromEntries(Object.entries(parts).map(([part, text]) => [part, text.value])) as unknown as MemberFilter,
  )

  function apply(wanted: Partial<MemberFilter>): void {
    for (const [part, text] of Object.entries(wanted)) parts[part as FilterPart].value = text
  }

  const clear = () => apply({ ...NO_FILTER, sort: filter.value.sort })
  return { filter, parts, apply, clear, isActive: computed(() => isNarrowed(filter.value)) }
}

/** The members that a filter finds, read page by page, and kept as they are while somebody looks. */
export function useMemberList(guildId: () => string, filter: () => MemberFilter) {
  const list = shallowRef<MemberList>(NOBODY)
  const error = shallowRef<unknown>(null)
  const isPending = ref(true)
  const isReading = ref(false)
  const joined = ref(0)
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Read from the beginning; an answer to an older question is dropped. */
  async function read(): Promise<void> {
    clearTimeout(timer)
    const question = ++asked
    isReading.value = true
    try {
      const page = await readMembers(guildId(), queryOf(filter(), Date.now()))
      if (question !== asked) return
      list.value = startList(page)
      error.value = null
      joined.value = 0
      if (page.progress !== null) timer = setTimeout(() => void read(), GATHERING_MS)
    } catch (reason) {
      if (question === asked) error.value = reason
    } finally {
      if (question === asked) isPending.value = isReading.value = false
    }
  }

  async function readMore(): Promise<void> {
    const { next } = list.value
    if (next === null || isReading.value) return
    const question = ++asked
    isReading.value = true
    try {
      const page = await readMembers(guildId(), queryOf(filter(), Date.now()), next)
      if (question === asked) list.value = extendList(list.value, page)
    } catch (reason) {
      if (question === asked) error.value = reason
    } finally {
      if (question === asked) isReading.value = false
    }
  }

  function deliver(events: readonly LiveEvent[]): void {
    const after = changed(list.value, events)
    list.value = after.list
    joined.value += after.joined
  }

  watch([filter, guildId], ([now, guild], [before, guildBefore]) => {
    if (guild !== guildBefore) list.value = NOBODY
    clearTimeout(timer)
    timer = setTimeout(() => void read(), now.q === before.q ? 0 : TYPING_MS)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    asked = -1
  })
  void read()

  return {
    list,
    error,
    isPending,
    isReading,
    /** How many have joined since the list was read: their places on it are not known here. */
    joined,
    read,
    readMore,
    deliver,
    replace: (member: Pick<Member, 'user_id'> & Partial<Member>) => (list.value = replaceIn(list.value, member)),
    remove: (userId: string) => (list.value = removeFrom(list.value, userId)),
  }
}

/** Hear what happens in a guild from now on, as long as the page is open. */
export function useLiveEvents(guildId: () => string, heard: (events: LiveEvent[]) => void, missed: () => void): void {
  let unfollow = nothing
  watch(
    guildId,
    (guild) => {
      unfollow()
      unfollow = live.follow(guild, null, { deliver: heard, missed })
    },
    { immediate: true },
  )
  onScopeDispose(() => unfollow())
}
