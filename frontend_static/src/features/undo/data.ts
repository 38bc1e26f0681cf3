import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'
import { once } from '@/api/once'

export type UndoPreview = Schemas['UndoPreview']
export type Undone = Schemas['Undone']

/** What undoing an action would put back, and what stands in its way. */
export function previewUndo(guildId: string, actionId: string): Promise<UndoPreview> {
  return unwrap(api.GET('/api/guilds/{guild_id}/actions/{action_id}/undo', { params: { path: at(guildId, actionId) } }))
}

export function undoAction(guildId: string, actionId: string, reason: string | null, key: string): Promise<Undone> {
  return unwrap(api.POST('/api/guilds/{guild_id}/actions/{action_id}/undo', { params: { path: at(guildId, actionId) }, headers: once(key), body: { reason } }))
}

function at(guildId: string, actionId: string) {
  return { guild_id: guildId, action_id: actionId }
}
