import { count, exactTime } from '@/core/format'
import { t, textOr } from '@/core/i18n'
import { durationText } from '@/features/enforcement/durations'
import type { Job } from '@/features/jobs/data'

export interface Fact {
  label: string
  text: string
}

/** How a role, a channel or a member of an id is called, if somebody knows. */
export type NameOf = (id: string) => string | undefined

/** What exactly a job does: its act's terms, or its filter's. What is as usual is not said. */
export function termsOf({ work }: Pick<Job, 'work'>, nameOf: NameOf): Fact[] {
  return work.type === 'bulk' ? ofAct(work.act, nameOf) : ofFilter(work.filter, nameOf)
}

/** Why a job did not come to its end. */
export function failureOf({ code }: Pick<Job, 'code'>): string | null {
  return code === null ? null : textOr(`jobs.codes.${code}`, textOr(`problems.${code}.title`, textOr(`cases.codes.${code}`, code)))
}

type Work = Job['work']
type Act = Extract<Work, { type: 'bulk' }>['act']
type Filter = Extract<Work, { type: 'purge' }>['filter']

function ofAct({ seconds, delete_message_seconds: window, role_ids, notify, hidden }: Partial<Act>, nameOf: NameOf): Fact[] {
  return [
    ...(seconds ? [fact('length', durationText(seconds))] : []),
    ...(window ? [fact('window', durationText(window))] : []),
    ...(role_ids?.length ? [fact('roles', named(role_ids, nameOf))] : []),
    ...(notify ? [fact('notify', t('cases.details.yes'))] : []),
    ...(hidden ? [fact('hidden', t('cases.details.yes'))] : []),
  ]
}

/** The API leaves out what is as usual. */
function ofFilter(filter: Partial<Filter>, nameOf: NameOf): Fact[] {
  const { channel_ids, user_ids, text, pattern, links, attachments, bots, after, before, pinned, most } = filter
  const kinds = [...(links ? [t('jobs.purge.links')] : []), ...(attachments ? [t('jobs.purge.attachments')] : []), ...(typeof bots === 'boolean' ? [t(`jobs.purge.writers.${bots ? 'bots' : 'people'}`)] : [])]
  return [
    fact('channels', channel_ids?.length ? channel_ids.map((id) => `#${nameOf(id) ?? id}`).join(', ') : t('jobs.purge.anyChannel')),
    ...(user_ids?.length ? [fact('people', named(user_ids, nameOf))] : []),
    ...(text ? [fact('text', `“${text}”`)] : []),
    ...(pattern ? [fact('pattern', pattern)] : []),
    ...(kinds.length > 0 ? [fact('only', kinds.join(' · '))] : []),
    ...(after ? [fact('after', exactTime(Date.parse(after)))] : []),
    ...(before ? [fact('before', exactTime(Date.parse(before)))] : []),
    ...(pinned ? [fact('pinned', t('cases.details.yes'))] : []),
    ...(most ? [fact('most', count(most))] : []),
  ]
}

function named(ids: readonly string[], nameOf: NameOf): string {
  return ids.map((id) => nameOf(id) ?? id).join(', ')
}

function fact(name: 'length' | 'window' | 'roles' | 'notify' | 'hidden' | 'channels' | 'people' | 'text' | 'pattern' | 'only' | 'after' | 'before' | 'pinned' | 'most', text: string): Fact {
  return { label: t(`jobs.facts.${name}`), text }
}
