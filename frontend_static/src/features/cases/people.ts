import type { Case } from '@/features/cases/data'

/** Who is named in some cases, each once. */
export function peopleIn(cases: readonly Case[]): { id: string; name: string }[] {
  const named = cases.flatMap(({ user, moderator }) => [user, moderator].filter((each) => each !== null))
  return [...new Map(named.map(({ user_id, name }) => [user_id, name]))].map(([id, name]) => ({ id, name }))
}
