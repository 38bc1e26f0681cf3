import { locale } from '@/core/i18n'

export type Kind =
  | 'everything'
  | 'messages'
  | 'edits'
  | 'deletions'
  | 'members'
  | 'moderation'
  | 'channels'
  | 'roles'
  | 'voice'
  | 'others'
  | 'more'

const KINDS: [starts: string, words: Kind][] = [
  ['message_create', 'messages'],
  ['message_update', 'edits'],
  ['message_delete', 'deletions'],
  ['member_ban', 'moderation'],
  ['member_unban', 'moderation'],
  ['member_', 'members'],
  ['audit_log', 'moderation'],
  ['automod', 'moderation'],
  ['channel_', 'channels'],
  ['thread_', 'channels'],
  ['role_', 'roles'],
  ['voice_', 'voice'],
]

/** What people miss most comes first. */
const ORDER: Kind[] = ['deletions', 'edits', 'messages', 'members', 'moderation', 'channels', 'roles', 'voice', 'others']
const NAMED = 3

const REASONS = ['offline', 'spool_full', 'disk_too_slow', 'spool_damaged', 'batch_refused'] as const

/** The words for what is missing (below `gaps.kinds`), each once; "everything" where no kinds are named. */
export function kindsOf(types: readonly string[]): Kind[] {
  if (types.length === 0) return ['everything']
  const named = new Set(types.map((type) => KINDS.find(([starts]) => type.startsWith(starts))?.[1] ?? 'others'))
  return ORDER.filter((kind) => named.has(kind))
}

/** The first few of many, and that there are more. */
export function few(kinds: readonly Kind[]): Kind[] {
  return kinds.length <= NAMED ? [...kinds] : [...kinds.slice(0, NAMED), 'more']
}

/** The words for why (below `gaps.reasons`): a newer worker may know more reasons. */
export function reasonOf(reason: string): (typeof REASONS)[number] | 'other' {
  return REASONS.find((known) => known === reason) ?? 'other'
}

/** "12:03 – 12:09", with the days where they are not today's. */
export function stretch(from: number, until: number, now: number): string {
  const today = [from, until].every((moment) => new Date(moment).toDateString() === new Date(now).toDateString())
  return new Intl.DateTimeFormat(locale.value, {
    ...(!today && { month: 'short', day: 'numeric' }),
    hour: 'numeric',
    minute: '2-digit',
  }).formatRange(from, until)
}

export function listed(words: string[]): string {
  return new Intl.ListFormat(locale.value, { type: 'conjunction' }).format(words)
}
