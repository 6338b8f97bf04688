/**
 * Reads the prose of the contract: every description and summary, with the numbers and the citations in it.
 *
 * @module
 */
import type { Node } from '../../scripts/json-pointer.ts'

export interface Prose {
  /** Where it stands, without `description`: `components/headers/ETag`. */
  at: string
  text: string
}

/** Returns the prose of the document. The values of examples are none: they are data. */
export function proseOf(node: unknown, at: readonly string[] = []): Prose[] {
  if (node === null || typeof node !== 'object') return []
  const isNames = ['properties', 'examples'].includes(at.at(-1) ?? '')
  return Object.entries(node as Node).flatMap(([key, value]) => {
    if (key === 'example' || key === 'value') return isNames ? proseOf(value, [...at, key]) : []
    if (!isNames && typeof value === 'string') {
      if (key === 'description') return [{ at: at.join('/'), text: oneLine(value) }]
      if (key === 'summary') return [{ at: [...at, key].join('/'), text: oneLine(value) }]
    }
    return proseOf(value, [...at, key])
  })
}

const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, ' ')

const CITATION = /RFC \d+(?: §[\d.]*\d)?/g
const UNIT = 'seconds?|minutes?|hours?|days?|weeks?|KiB|bit|code points|characters'
/** Digits, also within a name such as `UTF-8`. Of words, those that can only be numbers, or have a unit. */
const NUMBER = new RegExp(
  [
    String.raw`[\w/-]*\d[\w.]*\d(?: (?:${UNIT})\b)?|[\w/-]*\d(?: (?:${UNIT})\b)?`,
    String.raw`\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand)\b(?: (?:${UNIT})\b)?`,
    String.raw`\b(?:an?|one|half an?) (?:${UNIT})\b`,
  ].join('|'),
  'gi',
)

/** Returns the citations of a text in their order: `RFC 6749 §5.1`. */
export const citationsIn = (text: string): string[] => text.match(CITATION) ?? []

/** Returns the numbers of a text in their order, each with its unit or name: `64 KiB`, `one day`, `UTF-8`. */
export const numbersIn = (text: string): string[] => text.replaceAll(CITATION, '').match(NUMBER) ?? []

/** What each place must say, and nowhere else is there anything of the kind. */
export type Said = Readonly<Record<string, readonly string[]>>

/** Returns a sentence for each place whose numbers, or citations, are not those of the table. */
export function proseDepartures(contract: Node, kind: (text: string) => string[], said: Said): string[] {
  const prose = new Map(proseOf(contract).map(({ at, text }) => [at, kind(text)]))
  const places = new Set([...Object.keys(said), ...[...prose].filter(([, found]) => found.length > 0).map(([at]) => at)])
  return [...places].flatMap((at) => {
    const [found, expected] = [prose.get(at) ?? [], said[at] ?? []]
    return found.join() === expected.join() ? [] : [`${at} says ${found.join(', ') || 'nothing'}, not ${expected.join(', ') || 'nothing'}`]
  })
}
