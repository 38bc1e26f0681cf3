import type { Schemas } from '@/api/client'

/** A channel as the tree has it. */
export type Listed = Schemas['TreeChannel']
export type Branch = Schemas['TreeBranch']
export type Channel = Schemas['DiscordChannel']
export type Overwrite = Schemas['ChannelOverwrite']

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

/** Every channel of a tree, from top to bottom. */
export function flat(branches: readonly Branch[]): Listed[] {
  return branches.flatMap(({ children, ...channel }) => [channel, ...children])
}
