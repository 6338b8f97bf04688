/**
 * Checks what comments and test names cite. Every document, heading and requirement must exist in a clone of
 * the project.
 *
 * @module
 */

import { existsSync, globSync } from 'node:fs'
import type { SourceFile } from '../../scripts/source-file.ts'
import { anchorsOf, readPage } from './page.ts'

const DOCUMENT = /(?<![\w-])docs\/[\w/-]+\.md(?:#[\w-]+)?/g
const RECORD = /(?<![\w-])docs\/decisions\/(\d{4})(?![\w-])/g
/** Matches `REQUIREMENTS T 14`, `REQUIREMENTS R 4–6, J 8` and `REQUIREMENTS P`. */
const REQUIREMENTS = /\bREQUIREMENTS ((?:[A-Z](?: \d{1,2}(?:–\d{1,2})?)?(?:, (?=[A-Z][ ,:.)]))?)+)/g
/** Notes that were never part of the project. A section without a document belongs to them too. */
const NOTES = /\bDESIGN\b|\b(?:HOUSE|FIELD|STYLE)\.md\b|['"`]§\d|\(§\d[^)]*\)['"`]/g

/** Returns a sentence for each citation of something that does not exist. */
export function lostCitations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    [
      ...matches(text, DOCUMENT).filter(([document]) => !isThere(document)),
      ...matches(text, RECORD).filter(([, id]) => globSync(`docs/decisions/${id}-*.md`).length === 0),
      ...matches(text, REQUIREMENTS).filter(([, ids]) => !idsOf(ids!).every(isRequirement)),
      ...matches(text, NOTES),
    ].map(([citation]) => `${path} cites ${citation}`),
  )
}

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)]

function isThere(document: string): boolean {
  const [path = '', anchor] = document.split('#')
  return existsSync(path) && (anchor === undefined || anchorsOf(path).includes(anchor))
}

/** Of a range such as `R 4–6`, only the first and the last are checked. */
const idsOf = (ids: string): string[] =>
  ids
    .split(', ')
    .filter((id) => id !== '')
    .flatMap((id) => {
      const [letter, numbers] = id.trim().split(' ')
      return numbers === undefined ? [letter!] : numbers.split('–').map((number) => `${letter} ${number}`)
    })

const isRequirement = (id: string): boolean => {
  const page = readPage('docs/conformance.md')
  return page.includes(id.includes(' ') ? `\n| ${id} | ` : `\n## ${id}: `)
}
