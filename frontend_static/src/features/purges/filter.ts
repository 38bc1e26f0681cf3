import type { Schemas } from '@/api/client'

export type PurgeFilter = Schemas['PurgeFilter']
export type PurgePreview = Schemas['PurgePreview']

/** What is filled in before messages are looked for. */
export interface PurgeTerms {
  userIds: string[]
  channelIds: string[]
  text: string
  pattern: string
  links: boolean
  attachments: boolean
  /** "": whoever wrote it; "bots", "people" */
  writers: string
  /** As a field of the browser gives them, "2026-11-23T08:30", in the reader's zone; empty: without bound. */
  after: string
  before: string
  pinned: boolean
  most: number
}

export const USUAL_MOST = 10_000
export const MOST_CHOICES = [100, 1_000, 10_000, 40_000] as const
export const TEXT_LIMIT = 200
export const PATTERN_LIMIT = 500

export function noTerms(userIds: readonly string[], channelIds: readonly string[]): PurgeTerms {
  return {
    userIds: [...userIds], channelIds: [...channelIds], text: '', pattern: '', links: false, attachments: false, writers: '', after: '', before: '', pinned: false, most: USUAL_MOST,
  }
}

/** As the API takes it. */
export function filterOf(terms: PurgeTerms): PurgeFilter {
  return {
    channel_ids: terms.channelIds,
    user_ids: terms.userIds,
    text: terms.text.trim() || null,
    pattern: terms.pattern || null,
    links: terms.links,
    attachments: terms.attachments,
    bots: terms.writers === '' ? null : terms.writers === 'bots',
    after: momentOf(terms.after),
    before: momentOf(terms.before),
    pinned: terms.pinned,
    most: terms.most,
  }
}

export type PurgeFlaw = 'everything' | 'contradictory' | 'text' | 'pattern'

/** Why it cannot be looked for yet; null where it can. */
export function flawOf(terms: PurgeTerms): PurgeFlaw | null {
  const { channel_ids, user_ids, text, pattern, links, attachments, bots, after, before } = filterOf(terms)
  if (after !== null && before !== null && after >= before) return 'contradictory'
  if (text !== null && text.length > TEXT_LIMIT) return 'text'
  if (pattern !== null && pattern.length > PATTERN_LIMIT) return 'pattern'
  const says = user_ids.length > 0 || links || attachments || [text, pattern, after, bots].some((part) => part !== null)
  return says || channel_ids.length > 0 ? null : 'everything'
}

/** Whether everything in the channels goes, as far as its time is meant. */
export function isWholesale(terms: PurgeTerms): boolean {
  const { user_ids, text, pattern, links, attachments, bots } = filterOf(terms)
  return user_ids.length === 0 && !links && !attachments && text === null && pattern === null && bots === null
}

function momentOf(local: string): string | null {
  const moment = new Date(local)
  return local === '' || Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}
