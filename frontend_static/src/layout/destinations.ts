import { FolderTree, Gavel, KeyRound, LayoutGrid, ScrollText, Settings, SquareActivity, Tags, UsersRound } from '@lucide/vue'
import { computed, type Component } from 'vue'
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router'

import { useMay } from '@/features/access/may'
import { lastGuild } from '@/features/guilds/facade'

export type Place = 'guilds' | 'guild' | 'channels' | 'roles' | 'members' | 'bans' | 'audit-log' | 'settings' | 'access'

export interface Destination {
  place: Place
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
  const ofGuild = computed<Destination[]>(() => {
    if (!guildId.value) return []
    const params = { guildId: guildId.value }
    return [
      { place: 'guild', icon: SquareActivity, to: { name: 'guild', params } },
      ...(mayView.value ? administration(params) : []),
      { place: 'settings', icon: Settings, to: { name: 'settings', params } },
      ...(mayView.value ? [{ place: 'access' as const, icon: KeyRound, to: { name: 'access', params } }] : []),
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

function administration(params: { guildId: string }): Destination[] {
  return [
    { place: 'channels', icon: FolderTree, to: { name: 'channels', params } },
    { place: 'roles', icon: Tags, to: { name: 'roles', params } },
    { place: 'members', icon: UsersRound, to: { name: 'members', params } },
    { place: 'bans', icon: Gavel, to: { name: 'bans', params } },
    { place: 'audit-log', icon: ScrollText, to: { name: 'audit-log', params } },
  ]
}
