import { shallowRef } from 'vue'
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'

import { speakOf } from '@/core/i18n'
import { auth } from '@/core/login'
import { ownPath } from '@/core/paths'
import { AREAS, pages } from '@/pages'

declare module 'vue-router' {
  interface RouteMeta {
    /** May be seen without a login. */
    open?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? {} : { top: 0 }),
  routes: [
    { path: '/login', name: 'login', component: pages.login, meta: { open: true } },
    { path: '/auth/callback', name: 'callback', component: pages.callback, meta: { open: true } },
    {
      path: '/',
      component: pages.shell,
      children: [
        { path: '', redirect: { name: 'guilds' } },
        { path: 'guilds', name: 'guilds', component: pages.guilds },
        { path: 'guilds/:guildId(\\d+)', name: 'guild', component: pages.guild, props: true },
        { path: 'guilds/:guildId(\\d+)/settings', name: 'settings', component: pages.settings, props: true },
        { path: 'guilds/:guildId(\\d+)/channels', name: 'channels', component: pages.channels, props: true },
        { path: 'guilds/:guildId(\\d+)/roles', name: 'roles', component: pages.roles, props: true },
        { path: 'guilds/:guildId(\\d+)/members', name: 'members', component: pages.members, props: true },
        { path: 'guilds/:guildId(\\d+)/bans', name: 'bans', component: pages.bans, props: true },
        { path: 'guilds/:guildId(\\d+)/cases', name: 'cases', component: pages.cases, props: true },
        { path: 'guilds/:guildId(\\d+)/cases/:number(\\d+)', name: 'case', component: pages.case, props: true },
        { path: 'guilds/:guildId(\\d+)/jobs', name: 'jobs', component: pages.jobs, props: true },
        { path: 'guilds/:guildId(\\d+)/jobs/:jobId(\\w+)', name: 'job', component: pages.job, props: true },
        { path: 'guilds/:guildId(\\d+)/timers', name: 'timers', component: pages.timers, props: true },
        { path: 'guilds/:guildId(\\d+)/audit-log', name: 'audit-log', component: pages['audit-log'], props: true },
        { path: 'guilds/:guildId(\\d+)/access', name: 'access', component: pages.access, props: true },
        { path: 'account', name: 'account', component: pages.account },
      ],
    },
    { path: '/appeals/:serverId(\\d+)', name: 'appeals', component: pages.appeals, props: true },
    { path: '/goodbye', name: 'farewell', component: pages.farewell, meta: { open: true } },
    { path: '/:path(.*)*', name: 'not-found', component: pages.notFound, meta: { open: true } },
  ],
})

/** Where the person wanted to go when the API could not be asked who they are. */
export const unreachable = shallowRef<RouteLocationNormalized | null>(null)

router.beforeEach(async (to) => {
  unreachable.value = null
  if (to.meta.open) return true
  try {
    const login = await auth.restore()
    return login ? true : loginFor(to.fullPath)
  } catch {
    unreachable.value = to
    return false
  }
})

router.beforeEach(({ name }) => speakOf(...(AREAS[String(name)] ?? [])))

/** A page's code did not come: the network is down, or a new release has replaced it under an open page. */
router.onError((_error, to, from) => {
  if (navigator.onLine && from.matched.length > 0) location.assign(to.fullPath)
  else unreachable.value = to
})

auth.onChange((login, reason) => {
  const { meta, matched, fullPath } = router.currentRoute.value
  if (login === null && matched.length > 0 && !meta.open) void router.push(loginFor(fullPath, reason))
})

/** The login page, which says why it is shown, and from where one comes back to `path`. */
function loginFor(path: string, reason: string | null = null) {
  const returnTo = ownPath(path)
  const isStart = returnTo === '/' || returnTo === '/guilds'
  return { name: 'login', query: { ...(!isStart && { return_to: returnTo }), ...(reason !== null && { error: reason }) } }
}
