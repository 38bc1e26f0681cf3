import type { Schemas } from '@/api/client'
import { t } from '@/core/i18n'
import type { FeedEvent } from '@/features/events/feed'
import { by, change, person, reason, say, shortMoment, type Detail, type Sentence, type Slot } from '@/features/events/rows/sentence'

type Update = Schemas['MemberUpdateData']

export function joined({ user_id: id, user }: Schemas['MemberJoinData']): Sentence {
  const slots = { user: person(id, user) }
  return user.bot ? say('happened.botAdded', slots) : say('happened.joined', slots)
}

export function removed({ user_id: id, user, cause, kicked_by: kicker, reason: why }: Schemas['MemberRemoveData']): Sentence {
  const slots = { user: person(id, user), ...by(kicker) }
  const more = { details: reason(why) }
  if (cause === 'kicked') return say(kicker ? 'happened.kickedBy' : 'happened.kicked', slots, { ...more, tone: 'danger' })
  if (cause === 'banned') return say('happened.leftBanned', slots, { ...more, tone: 'danger' })
  return say(cause === 'left' ? 'happened.left' : 'happened.gone', slots, more)
}

export function banned({ user_id: id, user, moderator_id: moderator, reason: why }: Schemas['MemberBanData']): Sentence {
  const slots = { user: person(id, user), ...by(moderator) }
  return say(moderator ? 'happened.bannedBy' : 'happened.banned', slots, { details: reason(why), tone: 'danger' })
}

export function unbanned({ user_id: id, user, moderator_id: moderator, reason: why }: Schemas['MemberBanData']): Sentence {
  const slots = { user: person(id, user), ...by(moderator) }
  return say(moderator ? 'happened.unbannedBy' : 'happened.unbanned', slots, { details: reason(why) })
}

export function updated(data: Update, event: FeedEvent): Sentence {
  const { user_id: id, user, member, changes } = data
  const slots: Record<string, Slot> = { user: person(id, user) }
  const fields = changes?.fields ?? []
  const details = detailsOf(data)
  if (fields.length !== 1) return say('happened.memberChanged', slots, { details })
  if (fields[0] === 'roles') return say('happened.rolesChanged', slots, { details })
  if (fields[0] === 'nick') return say('happened.nickChanged', slots, { details })
  const until = momentOf(member.timed_out_until)
  if (until === null || until <= event.timestamp) return say('happened.timeoutEnded', slots)
  return say('happened.timedOut', { ...slots, until: { kind: 'moment', at: until } }, { tone: 'warn', details })
}

function detailsOf({ member, nick, changes }: Update): Detail[] {
  const fields = changes?.fields ?? []
  const before = momentOf(changes?.timed_out_until_before)
  const until = momentOf(member.timed_out_until)
  return [
    ...(fields.includes('roles') ? [rolesOf(changes)] : []),
    ...(fields.includes('nick') ? [change('nick', changes?.nick_before ?? null, nick ?? null)] : []),
    ...(fields.includes('timeout') && (fields.length > 1 || before !== null) ? [change('timeout', inWords(before), inWords(until))] : []),
  ]
}

function rolesOf(changes: Update['changes']): Detail {
  return { kind: 'sides', added: slotsOf(changes?.added_role_ids), removed: slotsOf(changes?.removed_role_ids) }
}

function slotsOf(ids: string[] = []): Slot[] {
  return ids.map((id) => ({ kind: 'role', id }))
}

function inWords(moment: number | null): string | null {
  return moment === null ? null : t('happened.details.until', { moment: shortMoment(moment) })
}

function momentOf(text: string | null | undefined): number | null {
  return text ? Date.parse(text) : null
}
