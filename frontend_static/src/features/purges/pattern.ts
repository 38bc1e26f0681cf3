/** What RE2 does not have, so that no pattern can take forever. */
const LOOKAROUND = /\(\?<?[=!]/
const ATOMIC = /\(\?>|[*+?}]\+/
const BACKREFERENCE = /\\[1-9]|\(\?P=|\\k</

const CLASS = /\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]/g // in a class, what else means something is a letter

export type PatternFlaw = 'lookaround' | 'atomic' | 'backreference' | 'syntax'

/** Why RE2 will refuse a pattern, as far as one can tell here; null: it may take it. */
export function flawOfPattern(pattern: string): PatternFlaw | null {
  const escaped = pattern.replaceAll('\\\\', '')
  if (BACKREFERENCE.test(escaped.replace(CLASS, ''))) return 'backreference'
  const plain = escaped.replace(/\\./g, '').replace(CLASS, '')
  if (LOOKAROUND.test(plain)) return 'lookaround'
  if (ATOMIC.test(plain)) return 'atomic'
  return isClosed(plain) ? null : 'syntax'
}

/** Whether every bracket has its other half; `pattern` is without what is escaped, and without classes. */
function isClosed(pattern: string): boolean {
  let depth = 0
  for (const letter of pattern) {
    if (letter === '(') depth += 1
    if (letter === ')') depth -= 1
    if (depth < 0) return false
  }
  return depth === 0 && !pattern.includes('[')
}
