/**
 * Cuts comments and pages into units that are read by themselves: the text, each doc tag, each list item.
 *
 * @module
 */

import type { Comment } from './comments.ts'

export interface Unit {
  line: number
  /** The paragraphs in one line, to be shown. */
  text: string
  parts: string[]
}

/** Marks for tools, not for readers. A reason behind them is read. */
export const DIRECTIVE = /^(?:biome-ignore [^:]*:|@ts-expect-error|@ts-ignore|@__PURE__|#__PURE__|v8 ignore|c8 ignore|shellcheck )\s*/
const ITEM = /^\s*(?:[-*+]|\d+\.)\s+/
const FENCE = /^\s*(```|~~~)/

interface OpenUnit {
  line: number
  parts: string[][]
}

export function unitsOf(comment: Comment): Unit[] {
  const text: OpenUnit = { line: comment[0]!.line, parts: [[]] }
  const units = [text]
  let isCode = false
  for (const { line, text: raw } of comment) {
    const words = raw.replace(DIRECTIVE, '')
    const tag = /^\s*@(\w+)/.exec(words)
    if (FENCE.test(raw)) isCode = !isCode
    else if (tag !== null) isCode = tag[1] === 'example'
    if (FENCE.test(raw) || isCode) continue
    if (tag !== null || ITEM.test(words)) units.push({ line, parts: [[tag ? withoutTag(words) : words.replace(ITEM, '')]] })
    else if (words.trim() !== '') units.at(-1)!.parts.at(-1)!.push(words.trim())
    // Behind a blank line the text goes on. Tags stand last, so no text follows them.
    else if (units.length === 1) text.parts.push([])
    else units.push({ line: line + 1, parts: [[]] })
  }
  return units.map(finished)
}

const withoutTag = (words: string): string => words.trim().replace(/^@param\s+(?:\{[^}]*\}\s+)?\S+(?:\s+-)?|^@\w+(?:\s+\{[^}]*\})?/, '')

const finished = ({ line, parts }: OpenUnit): Unit => {
  const joined = parts.map((part) => part.join(' ').trim()).filter((part) => part !== '')
  return { line, text: joined.join(' '), parts: joined }
}

/** The paragraphs, headings, list items and table cells of a page, without its blocks of code. */
export function pageUnits(text: string): Unit[] {
  const units: OpenUnit[] = []
  let goesOn = false
  let isCode = false
  for (const [index, line] of text.split('\n').entries()) {
    const start = (words: string) => units.push({ line: index + 1, parts: [[words]] })
    const isText = !FENCE.test(line) && !isCode && line.trim() !== ''
    if (FENCE.test(line)) isCode = !isCode
    if (!isText) goesOn = false
    else if (/^\s*\|/.test(line)) {
      goesOn = false
      for (const cell of line.split(/(?<!\\)\|/)) if (/\w/.test(cell)) start(cell.trim())
    } else if (/^#+ /.test(line)) {
      start(line.replace(/^#+ /, ''))
      goesOn = false
    } else if (ITEM.test(line) || !goesOn) {
      start(line.replace(ITEM, '').replace(/^\s*>\s?/, ''))
      goesOn = true
    } else units.at(-1)!.parts[0]!.push(line.replace(/^\s*>\s?/, '').trim())
  }
  return units.map(finished)
}
