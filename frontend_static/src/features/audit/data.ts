import { api, type Schemas } from '@/api/client'
import { unwrap } from '@/api/errors'

export type Action = Schemas['Action']
export type ListedAction = Schemas['ListedAction']
export type ActionKind = Schemas['ActionKind']
export type ActionPage = Schemas['ListedActions']
export type AuditLogPage = Schemas['LogPage']

const PAGE = 50

export interface AuditFilter {
  /** Whose doings. */
  actor: string
  /** Discord's number, or our kind, of what was done. */
  what: string
  /** To what or whom. */
  target: string
}

/** Discord's own log, which it keeps for 45 days. */
export function readAuditLog(guildId: string, { actor, what, target }: AuditFilter, cursor?: string): Promise<AuditLogPage> {
  const query = {
    limit: PAGE,
    ...(actor && { user_id: actor }),
    ...(target && { target_id: target }),
    ...(what && { action_type: Number(what) }),
    ...(cursor && { cursor }),
  }
  return unwrap(api.GET('/api/discord/guilds/{guild_id}/audit-log', { params: { path: { guild_id: guildId }, query } }))
}

/** What was done by way of Guildhall. The API knows one filter by target, and the others together. */
export function readActions(guildId: string, { actor, what, target }: AuditFilter, before?: string): Promise<ActionPage> {
  const narrowed = target ? { target_id: target } : { ...(actor && { actor_id: actor }), ...(what && { kind: what as ActionKind }) }
  const query = { limit: PAGE, ...narrowed, ...(before && { before }) }
  return unwrap(api.GET('/api/guilds/{guild_id}/actions', { params: { path: { guild_id: guildId }, query } }))
}
