import { loadArea, preferredLocale } from '@/core/locale'
import { auth } from '@/core/login'
import { prefetch } from '@/core/prefetch'
import { AREAS, pages, placeOf, type Place } from '@/pages'

/** How many events a feed starts with; the early request and the feed's own are the same. */
export const FIRST_PAGE = 50

/** Ask for the code and the data of the page at `path` before the application is here to ask for them. */
export async function fetchEarly(path: string): Promise<void> {
  const place = placeOf(path)
  if (!place || !auth.mayBeLoggedIn) return
  const texts = (AREAS[place.page] ?? []).map((area) => loadArea(area, preferredLocale()))
  for (const part of [pages.shell(), pages[place.page](), ...texts]) part.catch(() => undefined) // the router asks again
  const login = await auth.restore().catch(() => null)
  if (login) for (const url of needs(place)) prefetch(url, login.token)
}

export function needs({ page, guildId }: Place): string[] {
  if (page === 'guilds') return ['/api/guilds']
  if (page === 'account') return ['/api/guilds', '/api/auth/logins']
  const guild = `/api/guilds/${guildId}`
  const own = {
    guild: [`/events?limit=${FIRST_PAGE}`],
    settings: ['/features/messages/settings'],
    channels: [],
    roles: [],
    members: ['/roles'],
    bans: [],
    cases: [],
    case: ['/roles'],
    jobs: ['/jobs'],
    job: [],
    timers: ['/timers', '/roles'],
    'audit-log': ['/roles'],
    access: ['/features/access/settings', '/roles'],
  }[page]
  return ['/api/guilds', guild, `${guild}/access`, ...own.map((path) => guild + path)]
}
