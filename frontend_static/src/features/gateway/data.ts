import { api } from '@/api/client'
import { unwrap } from '@/api/errors'

export type PingResult = Awaited<ReturnType<typeof pingBot>>

/** Send a ping through the gateway to the bot and back. */
export function pingBot() {
  return unwrap(api.GET('/api/gateway/ping'))
}
