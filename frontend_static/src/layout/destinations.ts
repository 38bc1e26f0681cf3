import { AlarmClock, FolderOpen, FolderTree, Gavel, KeyRound, LayoutGrid, ListChecks, ScrollText, Settings, SquareActivity, Tags, UsersRound } from '@lucide/vue'
import { computed, type Component } from 'vue'
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router'

import { useMay } from '@/features/access/may'
import { lastGuild } from '@/features/guilds/facade'

export type Place = 'guilds' | 'guild' | 'channels' | 'roles' | 'members' | 'cases' | 'bans' | 'jobs' | 'timers' | 'audit-log' | 'settings' | 'access'

/** What belongs together in the navigation, in this order, after the server's own page. */
export const GROUPS = ['moderation', 'administration'] as const

export interface Destination {
  place: Place
  group?: (typeof GROUPS)[number]
  icon: Component
  to: RouteLocationRaw
}

/** The pages that the navigation leads to; those of a server lead to the open one, or the one open last. */
export function useDestinations() {
  const route = useRoute()
  const router = useRouter()
  const guildId = computed(() => {
    const { guildId: open } = route.params
    return typeof open === 'string' ? open : lastGuild()
  })
  const mayView = useMay(() => guildId.value ?? '', 'view')
  const mayModerate = useMay(() => guildId.value ?? '', 'moderate')
  const ofGuild = computed<Destination[]>(() => {
    if (!guildId.value) return []
    const params = { guildId: guildId.value }
    return [
      { place: 'guild', icon: SquareActivity, to: { name: 'guild', params } },
      ...(mayView.value ? moderation(params, mayModerate.value) : []),
      ...(mayView.value ? structure(params) : []),
      { place: 'settings', group: 'administration', icon: Settings, to: { name: 'settings', params } },
      ...(mayView.value ? [{ place: 'access' as const, group: 'administration' as const, icon: KeyRound, to: { name: 'access', params } }] : []),
    ]
  })
  const all = computed<Destination[]>(() => [
    { place: 'guilds', icon: LayoutGrid, to: { name: 'guilds' } },
    ...ofGuild.value,
  ])

  function go(place: Place): void {
    const destination = all.value.find((other) => other.place === place)
    if (destination) void router.push(destination.to)
  }

  return { all, ofGuild, guildId, go }
}

function moderation(params: { guildId: string }, mayModerate: boolean): Destination[] {
  const group = 'moderation'
  return [
    { place: 'members', group, icon: UsersRound, to: { name: 'members', params } },
    ...(mayModerate ? [{ place: 'cases' as const, group: 'moderation' as const, icon: FolderOpen, to: { name: 'cases', params } }] : []),
    { place: 'bans', group, icon: Gavel, to: { name: 'bans', params } },
    ...(mayModerate
      ? [
          { place: 'jobs' as const, group: 'moderation' as const, icon: ListChecks, to: { name: 'jobs', params } },
          { place: 'timers' as const, group: 'moderation' as const, icon: AlarmClock, to: { name: 'timers', params } },
        ]
      : []),
    { place: 'audit-log', group, icon: ScrollText, to: { name: 'audit-log', params } },
  ]
}

function structure(params: { guildId: string }): Destination[] {
  const group = 'administration'
  return [
    { place: 'channels', group, icon: FolderTree, to: { name: 'channels', params } },
    { place: 'roles', group, icon: Tags, to: { name: 'roles', params } },
  ]
}
