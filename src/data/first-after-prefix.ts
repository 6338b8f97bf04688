const LAST_CODE_POINT = 0x10ffff
const LAST_BEFORE_SURROGATES = 0xd7ff
const FIRST_AFTER_SURROGATES = 0xe000

/**
 * Returns the first text after every text with the prefix, in the order of code points. With it,
 * a search by prefix is a range of an index, since UTF-8's bytes have that order too.
 *
 * @returns undefined if there is none: then the range has no end.
 */
export function firstAfterPrefix(prefix: string): string | undefined {
  const codePoints = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  while (codePoints.at(-1) === LAST_CODE_POINT) codePoints.pop()
  const last = codePoints.pop()
  if (last === undefined) return undefined
  return String.fromCodePoint(...codePoints, last === LAST_BEFORE_SURROGATES ? FIRST_AFTER_SURROGATES : last + 1)
}
