import type { Schemas } from '@/api/client'
import { exactTime } from '@/core/format'
import { t } from '@/core/i18n'
import type { Role } from '@/features/access/data'
import { durationText } from '@/features/enforcement/durations'
import { shownName, type Member } from '@/features/members/model'

export type CaseKind = Schemas['CaseKind']
export type ActKind = Exclude<CaseKind, 'purge'>
export type Act = Schemas['ActRequest']['act']

/** Whom something is done to; of somebody who is no member only the id may be known. */
export type Whom = Pick<Member, 'user_id' | 'username' | 'global_name' | 'nick'> & Partial<Member>

/** What is filled in before it is done. */
export interface Terms {
  reason: string
  nick: string
  roleIds: string[]
  /** How long it holds; null: for good, or as the settings say. */
  seconds: number | null
  /** Of how long back messages are deleted. */
  deleteSeconds: number
  /** Tell them by direct message; null: as the settings say. */
  notify: boolean | null
  /** They never see the case. */
  hidden: boolean
}

/** What one may change one's mind between, the mildest first. */
export const SANCTIONS = ['note', 'warn', 'timeout', 'kick', 'softban', 'ban'] as const satisfies readonly ActKind[]
export const DANGEROUS: ReadonlySet<CaseKind> = new Set<CaseKind>(['timeout', 'kick', 'softban', 'ban'])
export const DELETIONS = [0, 3_600, 21_600, 86_400, 259_200, 604_800] as const

const DAY = 86_400
const SPANS: Partial<Record<CaseKind, readonly number[]>> = {
  timeout: [300, 3_600, DAY, 7 * DAY, 28 * DAY], // the last is Discord's longest
  ban: [DAY, 7 * DAY, 30 * DAY, 90 * DAY],
  roles_give: [3_600, DAY, 7 * DAY, 30 * DAY],
  roles_take: [3_600, DAY, 7 * DAY, 30 * DAY],
}
const LONGEST_TIMEOUT = 28 * DAY
const LONGEST_SANCTION = 5 * 366 * DAY
const SHORTEST_SANCTION = 60

export const NICK_LIMIT = 32
export const REASON_LIMIT = 400

/** The spans that one click gives; none where the act has no duration. */
export function spansOf(kind: CaseKind): readonly number[] {
  return SPANS[kind] ?? []
}

/** Whether it may hold for good. */
export function mayLast(kind: CaseKind): boolean {
  return kind !== 'timeout'
}

export function deletes(kind: CaseKind): boolean {
  return kind === 'ban' || kind === 'softban'
}

/** Whether anybody is told of such a thing. */
export function tells(kind: CaseKind): boolean {
  return kind !== 'note'
}

export function termsOf(kind: ActKind, whom: Whom, roleIds: readonly string[] = []): Terms {
  const deleteSeconds = kind === 'softban' ? DAY : 0
  const seconds = kind === 'timeout' ? 3_600 : null
  return { reason: '', nick: whom.nick ?? '', roleIds: [...roleIds], seconds, deleteSeconds, notify: null, hidden: false }
}

/** Another act with what was filled in already, as far as it has such fields. */
export function changedTo(kind: ActKind, terms: Terms): Terms {
  const seconds = kind === 'timeout' ? Math.min(terms.seconds ?? 3_600, LONGEST_TIMEOUT) : kind === 'ban' ? terms.seconds : null
  return { ...terms, seconds, deleteSeconds: kind === 'softban' ? terms.deleteSeconds || DAY : terms.deleteSeconds }
}

/** As the API takes it. */
export function actOf(kind: ActKind, userId: string, terms: Terms): Act {
  const { seconds, deleteSeconds: delete_message_seconds, roleIds: role_ids } = terms
  const said = { user_id: userId, reason: terms.reason.trim() || null, hidden: terms.hidden, notify: tells(kind) ? terms.notify : null }
  switch (kind) {
    case 'timeout':
      return { type: kind, ...said, seconds: seconds ?? 0 }
    case 'ban':
      return { type: kind, ...said, delete_message_seconds, seconds }
    case 'softban':
      return { type: kind, ...said, delete_message_seconds }
    case 'nick':
      return { type: kind, ...said, nick: terms.nick.trim() || null }
    case 'roles_give':
    case 'roles_take':
      return { type: kind, ...said, role_ids, seconds }
    case 'warn':
      return { type: kind, ...said, counts_for: null }
    default:
      return { type: kind, ...said } as Act
  }
}

/** Why it cannot be done yet, in words; null where it can. */
export function flawOf(kind: ActKind, whom: Whom, { reason, nick, seconds, roleIds }: Terms): string | null {
  if (reason.trim().length > REASON_LIMIT) return t('acts.flaws.reason', { limit: REASON_LIMIT })
  if (kind === 'note' && !reason.trim()) return t('acts.flaws.nothing')
  if (kind === 'nick' && nick.trim().length > NICK_LIMIT) return t('acts.flaws.nick', { limit: NICK_LIMIT })
  if (kind === 'nick' && nick.trim() === (whom.nick ?? '')) return t('acts.flaws.same')
  if (kind.startsWith('roles_') && roleIds.length === 0) return t('acts.flaws.noRole')
  return spansOf(kind).length > 0 ? flawOfSpan(kind, seconds) : null
}

function flawOfSpan(kind: CaseKind, seconds: number | null): string | null {
  if (seconds === null) return mayLast(kind) ? null : t('acts.flaws.noSpan')
  const [least, most] = kind === 'timeout' ? [1, LONGEST_TIMEOUT] : [SHORTEST_SANCTION, LONGEST_SANCTION]
  return seconds < least || seconds > most ? t('acts.flaws.span', { least: durationText(least), most: durationText(most) }) : null
}

/** Everything that will be different afterwards, in words, as far as it is known without asking. */
export function consequencesOf(kind: ActKind, whom: Whom, terms: Terms, now: number, roles: readonly Role[]): string[] {
  const name = nameOf(whom)
  const until = terms.seconds === null ? [] : [t('acts.then.until', { moment: exactTime(now + terms.seconds * 1_000) })]
  const given = roles.filter(({ id }) => terms.roleIds.includes(id))
  const role = given.map((each) => each.name).join(', ')
  switch (kind) {
    case 'nick':
      return [terms.nick.trim() ? t('acts.then.nick', { nick: terms.nick.trim() }) : t('acts.then.noNick', { name: whom.global_name ?? whom.username })]
    case 'timeout':
      return [t('acts.then.silent', { name }), ...until]
    case 'kick':
      return [t('acts.then.leaves', { name }), ...lost(whom), t('acts.then.mayReturn')]
    case 'softban':
      return [t('acts.then.leaves', { name }), ...lost(whom), t('acts.then.mayReturnToo'), ...deleted(terms.deleteSeconds)]
    case 'ban':
      return [t('acts.then.barred', { name }), ...until, ...lost(whom), ...deleted(terms.deleteSeconds)]
    case 'roles_give':
      return role ? [t('acts.then.gains', { name, role }), ...until, ...(given.some((each) => each.administrator) ? [t('acts.then.everything')] : [])] : []
    case 'roles_take':
      return role ? [t('acts.then.loses', { name, role }), ...until] : []
    default:
      return [t(`acts.then.${kind}`, { name })]
  }
}

function lost({ role_ids: { length: count } = [] }: Whom): string[] {
  return count > 0 ? [t('acts.then.roles', { count }, count)] : []
}

function deleted(seconds: number): string[] {
  return [seconds > 0 ? t('acts.then.deletes', { span: durationText(seconds) }) : t('acts.then.keeps')]
}

export function nameOf(whom: Whom): string {
  return shownName(whom) || whom.user_id
}

/** Somebody of whom nothing but the id, and perhaps a name, is known here. */
export function strangerOf(userId: string, name = userId): Whom {
  return { user_id: userId, username: name, global_name: null, nick: null }
}
