import { auth } from '@/core/login'
import { prefetch } from '@/core/prefetch'

/** How many events a feed starts with; boot.ts asks for the same page as the feed does. */
export const FIRST_PAGE = 50

const GUILD_PAGE = /^\/guilds\/(\d+)(\/settings)?\/?$/

/** Ask for what the page at `path` will show, before its code is here. */
export async function fetchEarly(path: string): Promise<void> {
  const login = await auth.restore().catch(() => null)
  if (login) for (const url of needs(path)) prefetch(url, login.token)
}

export function needs(path: string): string[] {
  if (path === '/' || path === '/guilds') return ['/api/guilds']
  const [, guildId, settings] = GUILD_PAGE.exec(path) ?? []
  if (!guildId) return []
  const own = settings ? '/features/messages/settings' : `/events?limit=${FIRST_PAGE}`
  return ['/api/guilds', `/api/guilds/${guildId}`, `/api/guilds/${guildId}${own}`]
}
