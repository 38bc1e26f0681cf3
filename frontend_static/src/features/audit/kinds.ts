import type { ActionKind } from '@/features/audit/data'

/** Everything that can be done by way of Guildhall, in the order of a menu. */
export const ACTION_KINDS = [
  'member_kick', 'ban', 'unban', 'member_timeout', 'member_edit', 'member_role_add', 'member_role_remove',
  'message_send', 'message_delete', 'message_delete_bulk',
  'channel_create', 'channel_edit', 'channel_move', 'channel_delete', 'overwrite_edit', 'overwrite_delete', 'lock', 'unlock',
  'role_create', 'role_edit', 'role_move', 'role_delete',
  'invite_create', 'invite_delete', 'webhook_create', 'webhook_edit', 'webhook_delete',
] as const satisfies readonly ActionKind[]
