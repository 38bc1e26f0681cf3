import { ApiError } from '@/api/errors'
import { t, textOr } from '@/core/i18n'
import { refusalOf, type Refusal } from '@/features/administration/refusals'
import type { JobResult } from '@/features/jobs/data'

const BYTE_ORDER_MARK = '\uFEFF' // without it, spreadsheets take a file for one of their own old alphabets
const FORMULA = /^[=+\-@\t\r]/

/** Why nothing was done to somebody, in words. */
export function whyNot({ refusal }: Pick<JobResult, 'refusal'>): string {
  return refusal ? refusalWords(refusal).title : ''
}

/** Of many it is said shortly: what stands in the way of each. */
export function refusalWords({ code, message, details }: NonNullable<JobResult['refusal']>): Refusal {
  const { target = '' } = details as { target?: string }
  const said = refusalOf(new ApiError(409, code, message, null, details))
  const known = ['title', 'advice'].map((part) => textOr(`jobs.skips.${target}.${part}`, textOr(`jobs.skips.${code}.${part}`, '')))
  return { title: known[0] || said.title, advice: known[1] || said.advice }
}

/** What came of everybody, for a spreadsheet; nothing in it is taken for a formula. */
export function csvOf(results: readonly JobResult[]): string {
  const heads = (['user', 'name', 'state', 'case', 'why'] as const).map((head) => t(`jobs.columns.${head}`))
  const rows = results.map((each) => [each.user_id, each.name ?? '', t(`jobs.results.states.${each.state}`), each.case === null ? '' : String(each.case), whyNot(each)])
  return BYTE_ORDER_MARK + [heads, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('')
}

function field(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
