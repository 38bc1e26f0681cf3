import { asApiError } from '@/api/errors'
import { t, textOr, type Key } from '@/core/i18n'
import { problemOf } from '@/core/problems'

/** Why the API would not do it, and what the reader can do about it. */
export interface Refusal {
  title: string
  advice: string
}

interface Details {
  who?: 'you' | 'bot'
  permission?: string
  permissions?: string[]
  channel?: string
  role?: string
  owner?: boolean
  target?: string
  fields?: Record<string, string>
  discord_message?: string
}

/** A permission of Discord by its name there, "KICK_MEMBERS", in the reader's language. */
export function permissionName(name: string): string {
  return textOr(`permissions.names.${name}`, titled(name))
}

/** Say precisely what is missing, to whom, and who can help. */
export function refusalOf(reason: unknown): Refusal {
  const error = asApiError(reason)
  const details = (error.details ?? {}) as Details
  if (error.code === 'permission_missing') return missing(details, error.message)
  if (error.code === 'role_too_high') return tooHigh(details)
  if (error.code === 'stale_view') return { title: t('refusals.stale.title'), advice: t('refusals.stale.advice') }
  if (error.code === 'conflict') return conflict(details, error.message)
  if (error.code === 'guild_forbidden') return problemOf(error)
  if (error.code === 'invalid_input' && details.fields) return invalid(details.fields)
  if (error.code.startsWith('discord_') && details.discord_message) {
    return { title: t('refusals.discord.title'), advice: t('refusals.discord.advice', { message: details.discord_message }) }
  }
  const { title, advice } = problemOf(error)
  return { title, advice: error.status >= 400 && error.status < 500 && error.message ? error.message : advice }
}

function missing({ who, permission, permissions, channel }: Details, message: string): Refusal {
  const names = permissions ?? (permission ? [permission] : [])
  if (names.length === 0) return { title: message, advice: t('refusals.lacks.youAdvice') }
  const permissionWords = names.map(nameOf).join(', ')
  const subject = who === 'bot' ? 'bot' : 'you'
  const place: Key = channel === undefined ? `refusals.lacks.${subject}` : `refusals.lacks.${subject}In`
  return {
    title: t(place, { permission: permissionWords, channel: channel ?? '' }),
    advice: t(`refusals.lacks.${subject}Advice`, { permission: permissionWords }),
  }
}

/** Ours are called "manage-access", Discord's "KICK_MEMBERS". */
function nameOf(permission: string): string {
  return textOr(`access.permissions.${permission}.name`, permissionName(permission))
}

function tooHigh({ who, role, owner }: Details): Refusal {
  if (owner) return { title: t('refusals.rank.owner'), advice: t('refusals.rank.ownerAdvice') }
  const subject = who === 'bot' ? 'bot' : 'you'
  return {
    title: t(`refusals.rank.${subject}`, { role: role ?? '—' }),
    advice: t(`refusals.rank.${subject}Advice`, { role: role ?? '—' }),
  }
}

/** What nobody can do, whoever asks. */
function conflict({ target, role }: Details, message: string): Refusal {
  const what = target ?? role ?? ''
  return { title: t('refusals.conflict.title'), advice: textOr(`refusals.conflict.${what}`, message) }
}

function invalid(fields: Record<string, string>): Refusal {
  const said = Object.entries(fields).map(([field, problem]) => `${titled(field)}: ${textOr(`refusals.fields.${problem}`, problem)}`)
  return { title: t('refusals.invalid.title'), advice: said.join(' · ') }
}

function titled(name: string): string {
  const words = name.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
