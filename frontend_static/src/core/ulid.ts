const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const TIME_LETTERS = 10

/** The moment in a ULID, such as a cursor, in milliseconds since 1970 (github.com/ulid/spec). */
export function momentOf(ulid: string): number {
  return Array.from(ulid.slice(0, TIME_LETTERS), (letter) => ALPHABET.indexOf(letter)).reduce((time, five) => time * 32 + five, 0)
}
