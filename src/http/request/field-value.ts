/**
 * The grammar that header fields share (RFC 9110 §5.6), read in one place so that all routes accept the
 * same. It is a scanner, not one large pattern. A pattern with optional white space on both sides of a
 * semicolon can take exponential time.
 *
 * @module
 */

/** RFC 9110 §5.6.2. */
const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y
/** RFC 9110 §5.6.4. Bytes beyond ASCII are obs-text; Node gives each as one character. */
const QUOTED_STRING = /"(?:[\t !#-[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"/y
/** RFC 9110 §5.6.3. */
const OWS = /[\t ]*/y
/** RFC 9110 §8.8.3. An entity tag has no escapes, and may have commas. */
const ENTITY_TAG = /(?:W\/)?"[!#-~\x80-\xff]*"/y

/** A name in lower case and its value, without quotes and escapes (RFC 9110 §5.6.6). */
export type Parameter = readonly [name: string, value: string]

export interface MediaType {
  /** Type and subtype, in lower case (RFC 9110 §8.3.1). */
  type: string
  parameters: Parameter[]
}

/**
 * Reads a media type (RFC 9110 §8.3.1).
 *
 * @returns undefined if `value` is not one media type.
 */
export function parseMediaType(value: string): MediaType | undefined {
  const scanner = createScanner(value)
  const mediaType = mediaTypeAt(scanner)
  return mediaType !== undefined && scanner.isAtEnd() ? mediaType : undefined
}

/**
 * Reads the media ranges of an `Accept` (RFC 9110 §12.5.1). It skips what is malformed, up to the next
 * comma.
 */
export const parseMediaRanges = (value: string): MediaType[] => listOf(value, mediaTypeAt)

/** Reads the entity tags of an `If-None-Match` (RFC 9110 §13.1.2), each as it was sent. */
export const parseEntityTags = (value: string): string[] => listOf(value, (scanner) => scanner.take(ENTITY_TAG))

/**
 * Reads the tokens of a list in lower case, such as a `Content-Encoding` (RFC 9110 §8.4). Each element
 * that is not a token becomes an empty text.
 */
export const parseTokens = (value: string): string[] =>
  value
    .split(',')
    .map((element) => element.replace(/^[\t ]+|[\t ]+$/g, ''))
    .filter((element) => element !== '')
    .map((element) => (fits(TOKEN, element) ? element.toLowerCase() : ''))

interface Scanner {
  /** Takes the text that matches here, and moves behind it. Returns undefined if nothing matches. */
  take(pattern: RegExp): string | undefined
  /** Moves behind the character if it is the next one. Returns whether it was. */
  skip(character: string): boolean
  skipWhiteSpace(): void
  isAtEnd(): boolean
  /** Moves behind the next comma, or to the end. */
  skipElement(): void
}

function createScanner(text: string): Scanner {
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const match = pattern.exec(text)?.[0]
    at += match?.length ?? 0
    return match
  }
  return {
    take,
    skip(character) {
      if (text[at] !== character) return false
      at += 1
      return true
    },
    skipWhiteSpace: () => void take(OWS),
    isAtEnd: () => at === text.length,
    skipElement() {
      const comma = text.indexOf(',', at)
      at = comma === -1 ? text.length : comma + 1
    },
  }
}

function fits(pattern: RegExp, text: string): boolean {
  const scanner = createScanner(text)
  return scanner.take(pattern) !== undefined && scanner.isAtEnd()
}

function mediaTypeAt(scanner: Scanner): MediaType | undefined {
  const type = scanner.take(TOKEN)
  if (type === undefined || !scanner.skip('/')) return undefined
  const subtype = scanner.take(TOKEN)
  if (subtype === undefined) return undefined
  const parameters = parametersAt(scanner)
  return parameters && { type: `${type}/${subtype}`.toLowerCase(), parameters }
}

/**
 * Reads `*( OWS ";" OWS [ parameter ] )` (RFC 9110 §5.6.6).
 *
 * @returns undefined if one of them is malformed.
 */
function parametersAt(scanner: Scanner): Parameter[] | undefined {
  const parameters: Parameter[] = []
  for (;;) {
    scanner.skipWhiteSpace()
    if (!scanner.skip(';')) return parameters
    scanner.skipWhiteSpace()
    const name = scanner.take(TOKEN)
    if (name === undefined) continue
    const value = scanner.skip('=') ? (scanner.take(TOKEN) ?? unquoted(scanner.take(QUOTED_STRING))) : undefined
    if (value === undefined) return undefined
    parameters.push([name.toLowerCase(), value])
  }
}

const unquoted = (quoted: string | undefined): string | undefined => quoted?.slice(1, -1).replaceAll(/\\(.)/gs, '$1')

/** Reads `#element` (RFC 9110 §5.6.1.2), without empty and malformed elements. */
function listOf<Element>(value: string, elementAt: (scanner: Scanner) => Element | undefined): Element[] {
  const scanner = createScanner(value)
  const elements: Element[] = []
  while (!scanner.isAtEnd()) {
    scanner.skipWhiteSpace()
    if (scanner.skip(',') || scanner.isAtEnd()) continue
    const element = elementAt(scanner)
    scanner.skipWhiteSpace()
    if (element !== undefined && (scanner.isAtEnd() || scanner.skip(','))) elements.push(element)
    else scanner.skipElement()
  }
  return elements
}
