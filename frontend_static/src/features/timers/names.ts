import { shallowReactive } from 'vue'

import { readCase } from '@/features/cases/data'

const MOST = 60

/** Whom cases are about: a timer knows the id alone, and who is banned is no member to be asked for. */
export function useSubjects(guildId: () => string) {
  const names = shallowReactive(new Map<number, string | null>())

  async function look(number: number): Promise<void> {
    names.set(number, null)
    const found = await readCase(guildId(), number).catch(() => null)
    if (found?.user) names.set(number, found.user.name)
  }

  return (number: number): string | undefined => {
    if (!names.has(number) && names.size < MOST) void look(number)
    return names.get(number) ?? undefined
  }
}
