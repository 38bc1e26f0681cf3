import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'
import { once } from '@/api/once'

export type Timer = Schemas['TimerView']
export type TimerPage = Schemas['TimerPage']

/** What a clock will lift: what it could not first, then by when it is due. */
export function readTimers(guildId: string, cursor?: string): Promise<TimerPage> {
  return unwrap(api.GET('/api/guilds/{guild_id}/timers', { params: { path: { guild_id: guildId }, query: cursor ? { cursor } : {} } }))
}

/** Have one that failed tried again at once. */
export function retryTimer(guildId: string, id: string, key: string): Promise<Timer> {
  return unwrap(api.POST('/api/guilds/{guild_id}/timers/{timer_id}/retry', { params: { path: at(guildId, id) }, headers: once(key) }))
}

/** Let what it would lift stay for good. */
export function dismissTimer(guildId: string, id: string, key: string) {
  return unwrap(api.DELETE('/api/guilds/{guild_id}/timers/{timer_id}', { params: { path: at(guildId, id) }, headers: once(key) }))
}

function at(guildId: string, id: string) {
  return { guild_id: guildId, timer_id: id }
}
