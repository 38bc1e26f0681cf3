import type { Component } from 'vue'

import type { Schemas } from '@/api/client'
import { locale, t, textOr, type Key } from '@/core/i18n'

/** What a sentence names: shown with its own looks, and a person or channel can be filtered by. */
export type Slot =
  | { kind: 'user'; id: string; user?: Schemas['MessageAuthor'] | null }
  | { kind: 'channel'; id: string; name?: string; isVoice?: boolean }
  | { kind: 'role'; id: string; role?: Schemas['RoleView'] | null }
  | { kind: 'text'; text: string }
  | { kind: 'moment'; at: number }

export type Detail =
  | { kind: 'note'; label: string; text: string }
  | { kind: 'change'; label: string; before: string | null; after: string | null }
  | { kind: 'sides'; added: Slot[]; removed: Slot[] }
  | { kind: 'quote'; text: string }

/** An event in words: a text with blanks and what goes there, and what else there is to know. */
export interface Sentence {
  text: string
  slots: Record<string, Slot>
  details: Detail[]
  tone?: 'danger' | 'warn'
  /** The message that it is about, where one can still go there. */
  messageId?: string | undefined
}

export interface Row extends Sentence {
  icon: Component
}

/** The names of what was seen. */
export interface KnownNames {
  user(id: string): string | undefined
  channel(id: string): string | undefined
  role(id: string): { name: string; color: number } | undefined
}

export function say(key: Key, slots: Record<string, Slot> = {}, more: Partial<Sentence> = {}, number?: number): Sentence {
  return { text: t(key, {}, number), slots, details: [], ...more }
}

export const text = (words: string): Slot => ({ kind: 'text', text: words })
export const person = (id: string, user?: Schemas['MessageAuthor'] | null): Slot => ({ kind: 'user', id, user: user ?? null })
export const place = ({ id, name }: { id: string; name: string }): Slot => ({ kind: 'channel', id, name })

/** Somebody, or nobody knows who: then the other text says it in the passive. */
export function by(id: string | null | undefined): { by?: Slot } {
  return id ? { by: person(id) } : {}
}

/** What people gave as their reason. */
export function reason(given: string | null | undefined): Detail[] {
  return given ? [{ kind: 'note', label: t('happened.details.reason'), text: given }] : []
}

export function quote(content: string | null | undefined): Detail[] {
  return content ? [{ kind: 'quote', text: content }] : []
}

/** A field's name as people say it, or Discord's where we have no word for it. */
export function fieldName(field: string): string {
  return textOr(`happened.fields.${field}`, field.replaceAll('_', ' '))
}

export function change(field: string, before: string | null, after: string | null): Detail {
  return { kind: 'change', label: fieldName(field), before, after }
}

export function shortMoment(at: number): string {
  return new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}

/** "5 min": the largest unit that says it in a whole number. */
export function duration(seconds: number): string {
  const units: [unit: string, length: number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]]
  const [unit, length] = units.find(([, size]) => seconds >= size && seconds % size === 0) ?? ['second', 1]
  return new Intl.NumberFormat(locale.value, { style: 'unit', unit, unitDisplay: 'short' }).format(seconds / length)
}

/** What stands in a slot. */
export function slotText(slot: Slot, names: KnownNames): string {
  if (slot.kind === 'text') return slot.text
  if (slot.kind === 'moment') return shortMoment(slot.at)
  if (slot.kind === 'role') return `@${slot.role?.name ?? names.role(slot.id)?.name ?? slot.id}`
  if (slot.kind === 'user') return (slot.user && (slot.user.global_name ?? slot.user.username)) ?? names.user(slot.id) ?? slot.id
  return `${slot.isVoice ? '' : '#'}${slot.name || names.channel(slot.id) || slot.id}`
}

/** A sentence's words and slots, in their order. */
export function partsOf({ text: template, slots }: Sentence): (string | Slot)[] {
  return template.split(/\{(\w+)\}/).map((part, index) => (index % 2 ? (slots[part] ?? '…') : part)).filter((part) => part !== '')
}

/** Everything that a row says, for those who search it. */
export function plainText(sentence: Sentence, names: KnownNames): string {
  const words = partsOf(sentence).map((part) => (typeof part === 'string' ? part : slotText(part, names))).join('')
  return [words, ...sentence.details.map((detail) => detailText(detail, names))].join('\n')
}

function detailText(detail: Detail, names: KnownNames): string {
  if (detail.kind === 'sides') return [...detail.added, ...detail.removed].map((slot) => slotText(slot, names)).join(' ')
  if (detail.kind === 'change') return `${detail.label} ${detail.before ?? ''} ${detail.after ?? ''}`
  return detail.text
}
