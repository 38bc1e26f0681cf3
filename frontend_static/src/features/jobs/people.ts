/** Somebody who is chosen; `name` is the id where no name is known. */
export interface Somebody {
  id: string
  name: string
}

export const MOST_PEOPLE = 1_000

const LEAST_DIGITS = 15 // Discord's first ids have 17, and shorter numbers are years and counts
const ID = new RegExp(String.raw`^(?:<@!?(\d{${LEAST_DIGITS},20})>|(\d{${LEAST_DIGITS},20}))[.:)\]]*$`)

/** Those of both, each once, in their order. */
export function together(some: readonly Somebody[], others: readonly Somebody[]): Somebody[] {
  const named = new Map<string, Somebody>()
  for (const each of [...some, ...others]) if (!named.has(each.id)) named.set(each.id, each)
  return [...named.values()]
}

/**
 * Whom a pasted text means: the ids and mentions in it, and the names. A line of ids alone, however they are set apart,
 * names each of them; any other line is a list of names, set apart by commas, of which one may be an id as well.
 */
export function readPasted(text: string): { ids: string[]; names: string[] } {
  const ids = new Set<string>()
  const names = new Set<string>()
  for (const line of text.split(/\r?\n/)) {
    const words = line.split(/[\s,;|]+/).filter(Boolean)
    const pieces = words.every((word) => idIn(word) !== null) ? words : line.split(/[,;|\t]/).map((piece) => piece.trim())
    for (const piece of pieces.filter(Boolean)) {
      const id = idIn(piece)
      if (id === null) names.add(piece.replace(/^@(?=.)/, ''))
      else ids.add(id)
    }
  }
  return { ids: [...ids], names: [...names] }
}

function idIn(word: string): string | null {
  const [, mentioned, plain] = ID.exec(word) ?? []
  return mentioned ?? plain ?? null
}
