import { FileText, Gavel, UserRound } from '@lucide/vue'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'

import { t } from '@/core/i18n'
import { isSnowflake } from '@/core/snowflakes'
import { strangerOf, type ActKind, type Whom } from '@/features/enforcement/acts'
import { ask } from '@/features/enforcement/asking'
import { readMembers } from '@/features/members/data'
import { NO_FILTER, queryOf } from '@/features/members/filters'
import { shownName, type Member } from '@/features/members/model'
import type { Command } from '@/layout/commands'

const VERBS = ['warn', 'timeout', 'ban', 'kick', 'note', 'unban'] as const satisfies readonly ActKind[]
const MEMBERS_ONLY: ReadonlySet<ActKind> = new Set<ActKind>(['timeout', 'kick'])
const TYPING_MS = 200
const LEAST = 2
const MOST = 5

/** What is typed, taken apart: "ban ada" is what to do, and to whom; "#17" a case. */
export function understood(search: string): { kinds: readonly ActKind[]; whom: string; number: string | null } {
  const text = search.trim()
  const [first = '', ...rest] = text.split(/\s+/)
  const kinds = rest.length > 0 ? VERBS.filter((verb) => t(`acts.verbs.${verb}`).toLocaleLowerCase().startsWith(first.toLocaleLowerCase())) : []
  const number = /^#?(\d{1,12})$/.exec(text)?.[1] ?? null
  return { kinds, whom: kinds.length > 0 ? rest.join(' ') : text, number }
}

/** Acts on people and ways to cases, for who moderates the open server. */
export function useActCommands(search: () => string, guildId: () => string, isAllowed: () => boolean) {
  const router = useRouter()
  const found = shallowRef<Member[]>([])
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(guild: string, whom: string): Promise<void> {
    const question = ++asked
    const page = await readMembers(guild, queryOf({ ...NO_FILTER, q: whom }, Date.now())).catch(() => null)
    if (question === asked) found.value = page?.items.slice(0, MOST) ?? []
  }

  watch(
    () => [guildId(), isAllowed() ? understood(search()).whom : ''] as const,
    ([guild, whom]) => {
      clearTimeout(timer)
      asked += 1
      if (guild && whom.length >= LEAST) timer = setTimeout(() => void look(guild, whom), TYPING_MS)
      else found.value = []
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))

  return computed<Command[]>(() => {
    const guild = guildId()
    if (!guild || !isAllowed()) return []
    const { kinds, whom, number } = understood(search())
    const act = (kind: ActKind, somebody: Whom): Command => ({
      id: `act-${kind}-${somebody.user_id}`,
      text: t(`acts.buttons.${kind}`, { name: nameIn(somebody) }),
      icon: Gavel,
      run: () => ask({ guildId: guild, kind, whom: somebody }),
    })
    const open = (somebody: Whom): Command => ({
      id: `member-${somebody.user_id}`,
      text: nameIn(somebody),
      icon: UserRound,
      run: () => void router.push({ name: 'members', params: { guildId: guild }, query: { member: somebody.user_id } }),
    })
    const toCase = { id: `case-${number}`, text: t('acts.done.open', { number: number ?? '' }), icon: FileText }
    const cases = number && !isSnowflake(number) ? [{ ...toCase, run: () => void router.push({ name: 'case', params: { guildId: guild, number } }) }] : []
    const people = isSnowflake(whom) && !found.value.some(({ user_id }) => user_id === whom) ? [strangerOf(whom)] : found.value
    return [
      ...cases,
      ...people.flatMap((somebody) => (kinds.length > 0 ? kinds.map((kind) => act(kind, somebody)) : [open(somebody), ...actsOn(somebody).map((kind) => act(kind, somebody))])),
    ]
  })
}

/** For an id all that can be done to it; of somebody found by name only the way to them, and a warning. */
function actsOn(somebody: Whom): readonly ActKind[] {
  return somebody.username === somebody.user_id ? VERBS.filter((kind) => !MEMBERS_ONLY.has(kind)) : ['warn']
}

function nameIn(somebody: Whom): string {
  const name = shownName(somebody)
  return name === somebody.username ? name : `${name} (@${somebody.username})`
}
