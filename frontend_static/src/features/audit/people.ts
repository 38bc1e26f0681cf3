import { shallowReactive } from 'vue'

import { readMember } from '@/features/members/data'
import { shownName } from '@/features/members/model'

const MOST = 30

/** The names of people of whom only the id is known: each is asked for once, when somebody looks. */
export function usePeople(guildId: () => string) {
  const names = shallowReactive(new Map<string, string | null>())

  function nameOf(id: string): string | undefined {
    if (!names.has(id) && names.size < MOST) void look(id)
    return names.get(id) ?? undefined
  }

  async function look(id: string): Promise<void> {
    names.set(id, null)
    const member = await readMember(guildId(), id).catch(() => null)
    if (member) names.set(id, shownName(member))
  }

  return {
    nameOf,
    learn: (id: string, name: string) => names.set(id, name),
    known: () => [...names].flatMap(([id, name]) => (name === null ? [] : [{ id, name }])),
  }
}
