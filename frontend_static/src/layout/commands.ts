import { CircleUser, Hash, History, Keyboard, Languages, LogOut, Monitor, Moon, Sun, Trash2, UsersRound } from '@lucide/vue'
import { computed, type Component } from 'vue'
import { useRouter } from 'vue-router'

import { locale, setLocale, t } from '@/core/i18n'
import { LOCALES } from '@/core/locale'
import { setTheme, theme, THEMES } from '@/core/theme'
import { useChannelTree } from '@/features/channels/data'
import { isCategory } from '@/features/channels/model'
import { matches, useOpenGuilds } from '@/features/guilds/facade'
import { askBulk, askPurge } from '@/features/jobs/asking'
import { logout } from '@/features/logins/facade'
import { useMay } from '@/features/access/may'
import { useActCommands } from '@/layout/actCommands'
import { useDestinations } from '@/layout/destinations'
import { openShortcuts } from '@/layout/overlays'

export interface Command {
  id: string
  text: string
  icon?: Component
  /** A server's picture in place of an icon. */
  guild?: { id: string; name: string; icon_url: string | null }
  run(): void
}

export interface CommandGroup {
  title: string
  commands: Command[]
}

/** Of each group; whoever looks for more types more. */
const MOST = 30

const themeIcons = { system: Monitor, light: Sun, dark: Moon }

/** Everything that the palette can do, narrowed down to what answers a search. */
export function useCommands(search: () => string) {
  const guilds = useOpenGuilds()
  const { all, guildId } = useDestinations()
  const mayView = useMay(() => guildId.value ?? '', 'view')
  const tree = useChannelTree(() => guildId.value ?? '', () => mayView.value)
  const router = useRouter()
  const mayModerate = useMay(() => guildId.value ?? '', 'moderate')
  const acts = useActCommands(search, () => guildId.value ?? '', () => mayView.value && mayModerate.value)

  const pages = computed(() =>
    all.value.map(({ place, icon, to }) => ({
      id: `page-${place}`,
      text: t(`nav.${place}`),
      icon,
      run: () => void router.push(to),
    })),
  )
  const servers = computed(() =>
    guilds.value.map((guild) => ({
      id: `guild-${guild.id}`,
      text: guild.name,
      guild,
      run: () => void router.push({ name: 'guild', params: { guildId: guild.id } }),
    })),
  )

  const moderation = computed<Command[]>(() => {
    const guild = guildId.value
    if (!guild || !mayView.value) return []
    const history = { id: 'history', text: t('palette.history'), icon: History, run: () => void router.push({ name: 'audit-log', params: { guildId: guild }, query: { source: 'guildhall' } }) }
    if (!mayModerate.value) return [history]
    return [
      { id: 'bulk', text: t('palette.bulk'), icon: UsersRound, run: () => askBulk(guild) },
      { id: 'purge', text: t('palette.purge'), icon: Trash2, run: () => askPurge(guild) },
      history,
    ]
  })

  /** Hundreds of them: only those that are asked for. */
  const channels = computed(() =>
    (search().trim() ? (tree.data.value?.channels ?? []) : [])
      .filter((channel) => !isCategory(channel))
      .map(({ id, name }) => ({
        id: `channel-${id}`,
        text: name,
        icon: Hash,
        run: () => void router.push({ name: 'channels', params: { guildId: guildId.value }, query: { channel: id } }),
      })),
  )

  return computed<CommandGroup[]>(() =>
    [
      { title: t('palette.servers'), commands: servers.value },
      { title: t('palette.pages'), commands: pages.value },
      { title: t('palette.moderation'), commands: moderation.value },
      { title: t('nav.channels'), commands: channels.value },
      { title: t('palette.appearance'), commands: appearance() },
      { title: t('palette.account'), commands: account((name) => void router.push({ name })) },
    ]
      .map(({ title, commands }) => ({ title, commands: commands.filter(({ text }) => matches(text, search())).slice(0, MOST) }))
      .concat({ title: t('palette.people'), commands: acts.value })
      .filter(({ commands }) => commands.length > 0),
  )
}

function appearance(): Command[] {
  const themes = THEMES.filter((value) => value !== theme.value).map((value) => ({
    id: `theme-${value}`,
    text: t('palette.theme', { theme: t(`theme.${value}`) }),
    icon: themeIcons[value],
    run: () => setTheme(value),
  }))
  const languages = LOCALES.filter((value) => value !== locale.value).map((value) => ({
    id: `language-${value}`,
    text: t('palette.language', { language: t(`language.${value}`) }),
    icon: Languages,
    run: () => void setLocale(value),
  }))
  return [...themes, ...languages]
}

function account(open: (page: 'account' | 'login') => void): Command[] {
  return [
    { id: 'account', text: t('nav.account'), icon: CircleUser, run: () => open('account') },
    { id: 'shortcuts', text: t('shortcuts.title'), icon: Keyboard, run: openShortcuts },
    { id: 'logout', text: t('user.logout'), icon: LogOut, run: () => void logout().then(() => open('login')) },
  ]
}
