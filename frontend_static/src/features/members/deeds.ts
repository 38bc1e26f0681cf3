import type { Role } from '@/features/access/data'
import { exactTime } from '@/core/format'
import { t } from '@/core/i18n'
import { ban, unban } from '@/features/bans/data'
import { editMember, giveRole, kick, setTimeoutOf, takeRole, type Saying } from '@/features/members/data'
import { shownName, type Member } from '@/features/members/model'

/** Whom something is done to; of somebody who is no member only the id may be known. */
export type Whom = Pick<Member, 'user_id' | 'username' | 'global_name' | 'nick'> & Partial<Member>

/** What can be done to somebody. */
export type Deed =
  | { kind: 'nick' | 'timeout' | 'endTimeout' | 'kick' | 'ban' | 'unban'; whom: Whom }
  | { kind: 'giveRole' | 'takeRole'; whom: Whom; role: Role }

/** What is filled in before it is done. */
export interface Terms {
  reason: string
  nick: string
  /** How long a timeout lasts. */
  seconds: number
  /** Of how long back a ban deletes messages. */
  deleteSeconds: number
}

export const TIMEOUTS = [60, 300, 600, 3_600, 86_400, 604_800, 2_419_200] as const // those that Discord's client offers, and its longest
export const DELETIONS = [0, 3_600, 21_600, 86_400, 259_200, 604_800] as const
export const DANGEROUS = new Set<Deed['kind']>(['kick', 'ban', 'timeout'])

export const NICK_LIMIT = 32
export const REASON_LIMIT = 300 // with the acting user it has to fit into Discord's 512 encoded characters

export function termsOf({ whom }: Deed): Terms {
  return { reason: '', nick: whom.nick ?? '', seconds: 3_600, deleteSeconds: 0 }
}

/** Everything that will be different afterwards, in words. */
export function consequencesOf(deed: Deed, terms: Terms, now: number): string[] {
  const name = nameOf(deed.whom)
  const roles = deed.whom.role_ids?.length ?? 0
  switch (deed.kind) {
    case 'nick':
      return [terms.nick.trim() ? t('deeds.then.nick', { nick: terms.nick.trim() }) : t('deeds.then.noNick', { name: ownName(deed.whom) })]
    case 'timeout':
      return [t('deeds.then.silent', { name }), t('deeds.then.until', { moment: exactTime(now + terms.seconds * 1_000) })]
    case 'endTimeout':
      return [t('deeds.then.speaks', { name })]
    case 'kick':
      return [t('deeds.then.leaves', { name }), ...lost(roles), t('deeds.then.mayReturn')]
    case 'ban':
      return [t('deeds.then.barred', { name }), ...lost(roles), ...deleted(terms.deleteSeconds)]
    case 'unban':
      return [t('deeds.then.unbarred', { name })]
    case 'giveRole':
      return [t('deeds.then.gains', { name, role: deed.role.name }), ...(deed.role.administrator ? [t('deeds.then.everything')] : [])]
    case 'takeRole':
      return [t('deeds.then.loses', { name, role: deed.role.name })]
  }
}

/** Why it cannot be done yet, in words; null where it can. */
export function flawOf({ kind, whom }: Deed, { nick, reason }: Terms): string | null {
  if (reason.trim().length > REASON_LIMIT) return t('deeds.flaws.reason', { limit: REASON_LIMIT })
  if (kind !== 'nick') return null
  if (nick.trim().length > NICK_LIMIT) return t('deeds.flaws.nick', { limit: NICK_LIMIT })
  return nick.trim() === (whom.nick ?? '') ? t('deeds.flaws.same') : null
}

/** Do it. */
export async function carryOut(guildId: string, deed: Deed, terms: Terms, saying: Saying, now: number): Promise<void> {
  const { user_id } = deed.whom
  switch (deed.kind) {
    case 'nick':
      return void (await editMember(guildId, user_id, { nick: terms.nick.trim() || null }, saying))
    case 'timeout':
      return void (await setTimeoutOf(guildId, user_id, new Date(now + terms.seconds * 1_000).toISOString(), saying))
    case 'endTimeout':
      return void (await setTimeoutOf(guildId, user_id, null, saying))
    case 'kick':
      return void (await kick(guildId, user_id, saying))
    case 'ban':
      return void (await ban(guildId, user_id, terms.deleteSeconds, saying))
    case 'unban':
      return void (await unban(guildId, user_id, saying))
    case 'giveRole':
      return void (await giveRole(guildId, user_id, deed.role.id, saying))
    case 'takeRole':
      return void (await takeRole(guildId, user_id, deed.role.id, saying))
  }
}

export function nameOf(whom: Whom): string {
  return shownName(whom) || whom.user_id
}

export function wordsOf(deed: Deed): { title: string; button: string; done: string } {
  const name = nameOf(deed.whom)
  const handle = deed.whom.username === name ? name : `${name} (@${deed.whom.username})`
  const values = { name, role: 'role' in deed ? deed.role.name : '' }
  return {
    title: t(`deeds.${deed.kind}.title`, { ...values, name: handle }),
    button: t(`deeds.${deed.kind}.button`, values),
    done: t(`deeds.${deed.kind}.done`, values),
  }
}

function ownName({ global_name, username }: Whom): string {
  return global_name ?? username
}

function lost(roles: number): string[] {
  return roles > 0 ? [t('deeds.then.roles', { count: roles }, roles)] : []
}

function deleted(seconds: number): string[] {
  return [seconds > 0 ? t('deeds.then.deletes', { span: durationText(seconds) }) : t('deeds.then.keeps')]
}

/** "1 hour", "7 days". */
export function durationText(seconds: number): string {
  const [unit, size] = ([['day', 86_400], ['hour', 3_600], ['minute', 60]] as const).find(([, length]) => seconds >= length) ?? (['minute', 60] as const)
  const count = Math.round(seconds / size)
  return t(`deeds.units.${unit}`, { count }, count)
}
