import { onScopeDispose, shallowReactive, watch } from 'vue'

import type { Somebody } from '@/features/jobs/people'
import { readMembers } from '@/features/members/data'
import { NO_FILTER, queryOf } from '@/features/members/filters'
import { shownName, type Member } from '@/features/members/model'

/** Who a name means: one member, nobody, or several who cannot be told apart. */
export type Meant = { somebody: Somebody } | { somebody: null; why: 'nobody' | 'several' | 'unasked' }

export const MOST_NAMES = 60
const AT_ONCE = 4
const TYPING_MS = 400

/** The member whose username, nickname or own name is exactly this, if it is one. */
export function meantBy(name: string, found: readonly Member[]): Meant {
  const wanted = name.toLocaleLowerCase()
  const byHandle = found.filter(({ username }) => username.toLocaleLowerCase() === wanted)
  const [first, ...others] = byHandle.length > 0 ? byHandle : found.filter((each) => [each.nick, each.global_name].some((own) => own?.toLocaleLowerCase() === wanted))
  if (!first) return { somebody: null, why: 'nobody' }
  return others.length > 0 ? { somebody: null, why: 'several' } : { somebody: { id: first.user_id, name: shownName(first) } }
}

/** Look names up among the members, each once, a few at a time, a moment after somebody stopped typing. */
export function useNames(guildId: () => string, names: () => readonly string[]) {
  const known = shallowReactive(new Map<string, Meant>())
  let timer: ReturnType<typeof setTimeout> | undefined
  let run = 0

  async function look(name: string): Promise<void> {
    const page = await readMembers(guildId(), queryOf({ ...NO_FILTER, q: name }, Date.now())).catch(() => null)
    known.set(name, page ? meantBy(name, page.items) : { somebody: null, why: 'unasked' })
  }

  async function lookAll(): Promise<void> {
    const own = ++run
    const waiting = names().filter((name) => !known.has(name)).slice(0, MOST_NAMES)
    for (let start = 0; start < waiting.length; start += AT_ONCE) {
      if (own !== run) return
      // oxlint-disable-next-line no-await-in-loop -- a few at a time: everybody shares the bot
      await Promise.all(waiting.slice(start, start + AT_ONCE).map(look))
    }
  }

  watch(
    () => names().join('\n'),
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => void lookAll(), TYPING_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    run = -1
  })
  return known
}
