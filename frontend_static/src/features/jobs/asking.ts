import { readonly, shallowRef } from 'vue'

import type { Somebody } from '@/features/jobs/people'

/** What somebody is about to start; the dialogs for it lie over any page. */
export type JobWish =
  | { what: 'bulk'; guildId: string; people: readonly Somebody[] }
  | { what: 'purge'; guildId: string; people: readonly Somebody[]; channelIds: readonly string[] }

const wished = shallowRef<JobWish | null>(null)

export const jobWish = readonly(wished) as Readonly<typeof wished>

/** Do the same to many: to these, and to whoever is pasted. */
export function askBulk(guildId: string, people: readonly Somebody[] = []): void {
  wished.value = { what: 'bulk', guildId, people }
}

/** Delete many messages: of these people, in these channels, as far as they are named. */
export function askPurge(guildId: string, { people = [], channelIds = [] }: { people?: readonly Somebody[]; channelIds?: readonly string[] } = {}): void {
  wished.value = { what: 'purge', guildId, people, channelIds }
}

export function leave(): void {
  wished.value = null
}
