/** A channel as the tree has it. */
export interface Listed {
  id: string
  type: number
  name: string
  position: number
  parent_id: string | null
  nsfw: boolean
  rate_limit_per_user: number
  is_private: boolean
  is_locked: boolean
}

export interface Overwrite {
  id: string
  type: 'role' | 'member'
  allow: string
  deny: string
}

export interface Channel {
  id: string
  guild_id: string
  type: number
  name: string
  position: number
  parent_id: string | null
  topic: string | null
  nsfw: boolean
  rate_limit_per_user: number
  bitrate: number | null
  user_limit: number | null
  default_auto_archive_duration: number | null
  default_thread_rate_limit_per_user: number | null
  permission_overwrites: Overwrite[]
}

/** Discord's numbers of the kinds that are administered here. */
export const KINDS = { text: 0, voice: 2, category: 4, announcement: 5, stage: 13, forum: 15, media: 16 } as const
export type Kind = keyof typeof KINDS

export function kindOf({ type }: Pick<Listed, 'type'>): Kind {
  const found = Object.entries(KINDS).find(([, number]) => number === type)
  return (found?.[0] as Kind | undefined) ?? 'text'
}

export function isCategory({ type }: Pick<Listed, 'type'>): boolean {
  return type === KINDS.category
}

/** What is spoken in stands below what is written in. */
export function isSpoken({ type }: Pick<Listed, 'type'>): boolean {
  return type === KINDS.voice || type === KINDS.stage
}
