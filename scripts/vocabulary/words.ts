/**
 * Counts words and sentences. Code, addresses and citations are made short first, so that only prose counts.
 *
 * @module
 */

/** Stands for code, a value or a link. It counts as one word. */
const CODE = 'Code'

const CITED =
  /RFC \d+|REQUIREMENTS|OpenID Connect[\w ]*|OWASP|NIST|CVE-[\d-]+|[Ss]ections? [\d.A-Z]+|[Aa]ppendix [A-Z][\d.]*|§+ ?[\d.]+|\b[A-Z] \d{1,2}(?:[–-]\d{1,2})?\b|\bdocs\/\S+|https?:\S+/g
/** A citation in brackets may have a few words of its own, such as "see" or a title. */
const MAX_WORDS_BESIDE_CITATION = 4

/** Code in backticks is one word; addresses and citations in brackets are none. */
export function prose(text: string): string {
  return text
    .replaceAll(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replaceAll(/\{@link(?:code|plain)? [^}]*\}/g, CODE)
    .replaceAll(/(`+)[^`]+?\1/g, CODE)
    .replaceAll(/\([^()]*\)/g, (bracket) => (isCitation(bracket) ? '' : bracket))
    .replaceAll(/<?https?:\/\/[^\s>)]*[^\s>).,;:]>?/g, '')
    .replaceAll(/\b(RFC \d+),? ?(?:§§?|sections? )[\d.]+\d(?:[–-][\d.]*\d)?/gi, CODE)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ([.,;:])/g, '$1')
    .trim()
}

function isCitation(bracket: string): boolean {
  const rest = bracket.replaceAll(CITED, '')
  return rest !== bracket && wordCount(rest) <= MAX_WORDS_BESIDE_CITATION
}

/** What has a letter or a digit is a word. A hyphen or a slash joins two words to one. */
export const wordCount = (text: string): number => text.split(/\s+/).filter((word) => /[\p{L}\p{N}%$]/u.test(word)).length

/** A sentence ends at `.`, `?` or `!`, if the next word does not begin with a small letter. */
export function sentencesOf(text: string): string[] {
  const kept = text.replaceAll(/\b(e\.g|i\.e|vs|cf|etc|approx|No)\.(?= )/g, (abbreviation) => abbreviation.replaceAll('.', '․'))
  return kept.split(/(?<=[.?!…][)"'”’*_]*)\s+(?=[^\p{Ll}])/u).filter((sentence) => wordCount(sentence) > 0)
}
