import type { Schemas } from '@/api/client'
import { count } from '@/core/format'
import { t } from '@/core/i18n'
import { person, say, text, type Sentence } from '@/features/events/rows/sentence'
import { kindsOf, listed, reasonOf, stretch } from '@/features/gaps/gaps'

export function guild(key: 'happened.guildCreated' | 'happened.guildChanged') {
  return ({ guild: { name, member_count: members } }: Schemas['GuildData']): Sentence =>
    say(key, { name: text(name), members: text(count(members)) }, {}, members)
}

export function guildDeleted(): Sentence {
  return say('happened.guildDeleted', {}, { tone: 'danger' })
}

export function ownerChanged({ previous_owner_id: before, owner_id: now }: Schemas['OwnerChangeData']): Sentence {
  return say('happened.ownerChanged', { before: person(before), user: person(now) }, { tone: 'warn' })
}

export function gap({ first_at: from, last_at: until, kinds, reason, events }: Schemas['GapData']): Sentence {
  const slots = {
    time: text(stretch(from, until, Date.now())),
    kinds: text(listed(kindsOf(kinds).map((kind) => t(`gaps.kinds.${kind}`)))),
  }
  const counted = events > 0 ? ` ${t('gaps.events', { count: count(events) }, events)}` : ''
  return say('gaps.notSeen', slots, {
    tone: 'warn',
    details: [{ kind: 'note', label: '', text: t(`gaps.reasons.${reasonOf(reason)}`) + counted }],
  })
}
