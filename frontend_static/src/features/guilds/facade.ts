import { computed, onScopeDispose, type Ref } from 'vue'

import { recall, remember } from '@/core/storage'
import { useGuild, useGuildList, type GuildSummary } from '@/features/guilds/data'

const WATCH_MS = 60_000
const LAST = 'last-guild'

/** The server picker: what to show for a search, those with the bot apart from those without. */
export function useGuildPicker(search: Ref<string>) {
  const { data, error, isPending, refetch } = useGuildList()
  const all = computed(() => data.value?.items ?? [])
  const found = computed(() => all.value.filter((guild) => matches(guild.name, search.value)))
  return {
    all,
    present: computed(() => found.value.filter((guild) => guild.bot_present)),
    absent: computed(() => found.value.filter((guild) => !guild.bot_present)),
    error,
    isPending,
    refetch,
  }
}

/** The servers to switch between: those that can be opened. */
export function useOpenGuilds() {
  const { data } = useGuildList()
  return computed<GuildSummary[]>(() => data.value?.items.filter((guild) => guild.bot_present) ?? [])
}

/** One guild, asked for again every minute while somebody looks at it. */
export function useWatchedGuild(guildId: () => string) {
  const query = useGuild(guildId)
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void query.refetch()
  }, WATCH_MS)
  onScopeDispose(() => clearInterval(timer))
  return query
}

/** The guild that was open last in this browser. */
export function lastGuild(): string | null {
  return recall(LAST)
}

export function rememberGuild(guildId: string): void {
  remember(LAST, guildId)
}

/** Whether a name answers a search: without regard to case and accents. */
export function matches(name: string, search: string): boolean {
  return plain(name).includes(plain(search.trim()))
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLocaleLowerCase()
}
