import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'

export type PingResult = Schemas['PingResult']

/** Send a ping through the gateway to the bot and back. */
export function pingBot(): Promise<PingResult> {
  return unwrap(api.GET('/api/gateway/ping'))
}
