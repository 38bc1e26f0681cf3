import { exactTime } from '@/core/format'
import { t, textOr } from '@/core/i18n'
import type { CaseEntry } from '@/features/cases/data'

/** An entry of a case's history in words: what was done, and the words that were written. */
export function saidOf({ what, change }: Pick<CaseEntry, 'what' | 'change'>): { what: string; text: string } {
  const done = textOr(`cases.history.did.${what}`, what)
  return { what: done, text: wordsIn(change) }
}

function wordsIn(change: CaseEntry['change']): string {
  switch (change.what) {
    case 'opened':
      return change.case.reason ?? ''
    case 'edited':
      return edited(change)
    case 'note_added':
      return change.note.text
    case 'note_edited':
    case 'appealed':
      return change.text
    case 'evidence_added':
      return change.evidence.title || change.evidence.url || ''
    case 'settled':
      return change.state === 'failed' ? textOr(`cases.codes.${change.code}`, change.code ?? '') : ''
    case 'ended':
      return t(`cases.marks.ended.${change.ending.why}`)
    case 'appeal_answered':
      return change.answer
    default:
      return ''
  }
}

interface Edit {
  reason?: string | null
  hidden?: boolean
  expires_at?: string | null
  links?: number[]
}

function edited({ reason, hidden, expires_at, links }: Edit): string {
  return [
    ...(reason === undefined ? [] : [reason || t('cases.noReason')]),
    ...(hidden === undefined ? [] : [t(hidden ? 'cases.history.hid' : 'cases.history.showed')]),
    ...(expires_at === undefined ? [] : [`${t('cases.facts.until')}: ${expires_at === null ? '—' : exactTime(Date.parse(expires_at))}`]),
    ...(links === undefined ? [] : [`${t('cases.links.title')}: ${links.map((link) => `#${link}`).join(', ') || '—'}`]),
  ].join('\n')
}
