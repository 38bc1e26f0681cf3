import { shallowRef } from 'vue'
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'

import { auth } from '@/core/login'
import { ownPath } from '@/core/paths'
import { pages } from '@/pages'

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
      ],
    },
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

/** A page's code did not come: the network is down, or a new release has replaced it under an open page. */
router.onError((_error, to, from) => {
  if (navigator.onLine && from.matched.length > 0) location.assign(to.fullPath)
  else unreachable.value = to
})

auth.onChange((login) => {
  const { meta, matched, fullPath } = router.currentRoute.value
  if (login === null && matched.length > 0 && !meta.open) void router.push(loginFor(fullPath))
})

function loginFor(path: string) {
  const returnTo = ownPath(path)
  return { name: 'login', query: returnTo === '/' || returnTo === '/guilds' ? {} : { return_to: returnTo } }
}
