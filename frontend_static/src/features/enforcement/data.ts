import { useQueryCache } from '@pinia/colada'
import { computed } from 'vue'

import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'
import { once } from '@/api/once'
import type { Act, CaseKind } from '@/features/enforcement/acts'
import { useSettingsQuery } from '@/features/settings/data'

export type ActPreview = Schemas['ActPreview']
export type ActResult = Schemas['ActResult']
export type Step = Schemas['Step']
export type LadderReport = Schemas['LadderReport']
export type TrialDays = Schemas['LadderTrial']['days']

/** A reason that moderators need not type. */
export interface Template {
  name: string
  kind: CaseKind
  reason: string
  seconds: number | null
}

/** How a guild moderates; the API's document says only that settings are objects. */
export interface EnforcementSettings {
  notify: CaseKind[]
  show_moderator: boolean
  warn_days: number | null
  ladder: Step[]
  templates: Template[]
  two_person: boolean
  appeals: boolean
  appeal_kinds: CaseKind[]
  appeal_text: string
  import_from_discord: boolean
}

export const FEATURE = 'enforcement'

/** What would come of an act; nothing is done. */
export function previewAct(guildId: string, act: Act): Promise<ActPreview> {
  return unwrap(api.POST('/api/guilds/{guild_id}/acts/preview', { params: { path: { guild_id: guildId } }, body: { act } }))
}

export function takeAct(guildId: string, act: Act, key: string): Promise<ActResult> {
  return unwrap(api.POST('/api/guilds/{guild_id}/acts', { params: { path: { guild_id: guildId } }, headers: once(key), body: { act } }))
}

/** What a ladder would have done with the guild's own warns. */
export function previewLadder(guildId: string, ladder: Step[], days: TrialDays): Promise<LadderReport> {
  return unwrap(api.POST('/api/guilds/{guild_id}/ladder/preview', { params: { path: { guild_id: guildId } }, body: { ladder, days } }))
}

/** How the guild moderates; undefined until it is known. */
export function useEnforcement(guildId: () => string) {
  const { data } = useSettingsQuery(guildId, FEATURE)
  return computed(() => data.value?.values as unknown as EnforcementSettings | undefined)
}

/** Forget what an act may have changed. */
export function useForgetting() {
  const cache = useQueryCache()
  return (guildId: string) => {
    for (const what of ['members', 'cases']) {
      cache.invalidateQueries({ key: ['guilds', guildId, what] }).catch(() => undefined) // who shows it says that it is gone
    }
  }
}
