/** Why something cannot be done: what the API would answer. */
export interface Lock {
  code: string
  message: string
  details: Record<string, unknown>
}

export interface Role {
  id: string
  name: string
  color: number
  hoist: boolean
  mentionable: boolean
  managed: boolean
  position: number
  permissions: string
  unicode_emoji: string | null
  bot_id: string | null
}

/** A role of the list; `locked` says why the user cannot change it. */
export interface Listed extends Role {
  locked: Lock | null
}
