import type { Schemas } from '@/api/client'

export type Role = Schemas['DiscordRole']

/** A role of the list; `locked` says why the user cannot change it. */
export type Listed = Schemas['ListedRole']
