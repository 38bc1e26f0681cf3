import {
  Ban, Clock, DoorOpen, NotebookPen, Pencil, RotateCcw, Tag, Tags, Trash2, TriangleAlert, Undo2, Volume2,
} from '@lucide/vue'
import type { Component } from 'vue'

import { relativeTime } from '@/core/format'
import { t } from '@/core/i18n'
import type { Case } from '@/features/cases/data'
import type { CaseKind } from '@/features/enforcement/acts'

export const ICONS: Record<CaseKind, Component> = {
  note: NotebookPen, warn: TriangleAlert, timeout: Clock, timeout_end: Volume2, kick: DoorOpen, ban: Ban, softban: RotateCcw,
  unban: Undo2, nick: Pencil, roles_give: Tag, roles_take: Tags, purge: Trash2,
}

export const TONES: Record<CaseKind, string> = {
  note: 'bg-sunken text-soft', warn: 'bg-warn-tint text-warn', timeout: 'bg-warn-tint text-warn', timeout_end: 'bg-ok-tint text-ok',
  kick: 'bg-danger-tint text-danger', ban: 'bg-danger-tint text-danger', softban: 'bg-danger-tint text-danger', unban: 'bg-ok-tint text-ok',
  nick: 'bg-tint text-link', roles_give: 'bg-tint text-link', roles_take: 'bg-tint text-link', purge: 'bg-danger-tint text-danger',
}

export interface Mark {
  tone: 'ok' | 'warn' | 'danger' | 'plain'
  text: string
}

const LASTING: ReadonlySet<CaseKind> = new Set<CaseKind>(['timeout', 'ban', 'roles_give', 'roles_take', 'warn'])

/** What there is to say of a case besides what it is: that it failed, runs, is over, waits for an answer. */
export function marksOf(shown: Case, now: number): Mark[] {
  const marks: Mark[] = []
  if (shown.deleted_at !== null) marks.push({ tone: 'plain', text: t('cases.marks.deleted') })
  if (shown.state === 'failed') marks.push({ tone: 'danger', text: t('cases.marks.failed') })
  if (shown.state === 'pending') marks.push({ tone: 'warn', text: t('cases.marks.pending') })
  if (shown.state === 'done') marks.push(...lasting(shown, now))
  if (shown.appeal) marks.push({ tone: shown.appeal.state === 'open' ? 'warn' : 'plain', text: t(`cases.marks.appeal.${shown.appeal.state}`) })
  if (shown.hidden) marks.push({ tone: 'plain', text: t('cases.marks.hidden') })
  return marks
}

function lasting({ kind, ending, expires_at }: Case, now: number): Mark[] {
  if (ending) return [{ tone: 'plain', text: t(`cases.marks.ended.${ending.why}`) }]
  if (!LASTING.has(kind) || expires_at === null) return []
  const end = Date.parse(expires_at)
  if (end <= now) return [{ tone: 'plain', text: t('cases.marks.ended.expired') }]
  return [{ tone: 'ok', text: t(kind === 'warn' ? 'cases.marks.counts' : 'cases.marks.runs', { when: relativeTime(end, now) }) }]
}

/** Whether something of a case still holds that could be taken back by an act of its own. */
export function reverseOf(shown: Case, now: number): 'unban' | 'timeout_end' | null {
  if (shown.state !== 'done' || shown.ending || (shown.expires_at !== null && Date.parse(shown.expires_at) <= now)) return null
  if (shown.kind === 'ban') return 'unban'
  return shown.kind === 'timeout' ? 'timeout_end' : null
}

const UNDOABLE: ReadonlySet<CaseKind> = new Set<CaseKind>(['timeout_end', 'unban', 'nick', 'roles_give', 'roles_take'])

/** Whether its record may take it back; the record itself knows whether it can. */
export function isUndoable({ kind, state, ending, action_id }: Case): boolean {
  return UNDOABLE.has(kind) && state === 'done' && !ending && action_id !== null
}

/** Who did it: a moderator, or what did it in nobody's name. */
export function byWhom({ moderator, source }: Case): string {
  return moderator?.name ?? t(`cases.sources.${source}`)
}
