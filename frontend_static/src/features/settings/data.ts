import { useQuery } from '@pinia/colada'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'
import type { SettingsSchema, Values } from '@/features/settings/schema'

/** A feature's settings in a guild; `version` is what a change must name. */
export interface FeatureSettings {
  feature: string
  values: Values
  version: number
  schema: SettingsSchema
}

const URL = '/api/guilds/{guild_id}/features/{feature}/settings'

export function useSettingsQuery(guildId: () => string, feature: string) {
  return useQuery({
    key: () => ['guilds', guildId(), 'settings', feature],
    query: () => readSettings(guildId(), feature),
    refetchOnReconnect: false, // never under the hands of somebody who is changing them
  })
}

export async function readSettings(guildId: string, feature: string): Promise<FeatureSettings> {
  return typed(await unwrap(api.GET(URL, { params: { path: { guild_id: guildId, feature } } })))
}

export async function writeSettings(
  guildId: string,
  { feature, values, version }: Pick<FeatureSettings, 'feature' | 'values' | 'version'>,
): Promise<FeatureSettings> {
  const body = { values, version } as Schemas['NewSettings']
  return typed(await unwrap(api.PUT(URL, { params: { path: { guild_id: guildId, feature } }, body })))
}

/** The document says only that `values` and `schema` are objects: each feature has its own. */
function typed(answer: Schemas['FeatureSettings']): FeatureSettings {
  return answer as FeatureSettings
}
