import type { Schemas } from '@/api/client'
import type { ExportFormat } from '@/features/cases/data'

export type Part = Schemas['ExportPage']

const BYTE_ORDER_MARK = '\uFEFF' // without it, spreadsheets take a file for one of their own old alphabets

/** The pieces of an export, put together. */
export function fileOf(guildName: string, format: ExportFormat, parts: readonly Part[], now: Date): { name: string; text: string; type: string } {
  const slug = guildName.normalize('NFKD').replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '').toLowerCase() || 'server'
  const name = `cases-${slug}-${now.toISOString().slice(0, 10)}.${format}`
  if (format === 'csv') return { name, text: BYTE_ORDER_MARK + parts.map(({ rows }) => rows ?? '').join(''), type: 'text/csv' }
  return { name, text: `${JSON.stringify(parts.flatMap(({ items }) => items ?? []), null, 2)}\n`, type: 'application/json' }
}

/** How many cases a piece holds: a line of CSV is not always one, since a reason may have several. */
export function lengthOf({ items, rows }: Part): number {
  if (items) return items.length
  return Math.max(0, recordsIn(rows ?? '') - (rows?.startsWith('number,') ? 1 : 0))
}

function recordsIn(csv: string): number {
  let [records, isQuoted] = [0, false]
  for (const letter of csv) {
    if (letter === '"') isQuoted = !isQuoted
    else if (letter === '\n' && !isQuoted) records += 1
  }
  return records
}
