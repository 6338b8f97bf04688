/**
 * The rules of plain English, for comments, titles of tests, pages, and the texts that a user sees.
 * Each fault is given with its place and its rule; `node scripts/vocabulary.ts [PATH…]` lists them.
 *
 * @module
 */

import type { SourceFile } from '../source-file.ts'
import { type Comment, codeComments, hashComments } from './comments.ts'
import { spokenTexts, titlesOf } from './strings.ts'
import { DIRECTIVE, pageUnits, unitsOf } from './units.ts'
import { prose, sentencesOf, wordCount } from './words.ts'

export interface Fault {
  path: string
  line: number
  rule: 'word' | 'columns' | 'long sentence' | 'sentences' | 'long title' | 'id as prefix' | 'long entry'
  text: string
}

type Found = Omit<Fault, 'path'>

const MAX_COLUMNS = 110
const MAX_WORDS_OF_SENTENCE = 20
const MAX_SENTENCES_OF_COMMENT = 2
const MAX_WORDS_OF_TITLE = 12
const MAX_WORDS_OF_ENTRY = 35

const PUT_AWAY =
  /\b(?:whoever|whosever|whomever|whom|thereof|anew|hence|such a one|be it|but for|of ours|(?:tell|tells|told|telling) of|where (?:there|it|they|one|none|nothing) (?:is|are|was|were)|(?<!\bthere )is no(?! (?:longer|more|less|later|earlier)\b))\b/gi
const IDS = String.raw`(?:[A-Z] \d{1,2}(?:–\d{1,2})?|RFC \d+(?: §[\d.]+)?|§[\d.]+)`
const ID_AS_PREFIX = new RegExp(`^(?:\`value\`[:,]? )?${IDS}(?:, ${IDS})*: `)
const ID_AS_SUFFIX = / \([^()]*(?:\b[A-Z] \d{1,2}\b|RFC \d+|§|docs\/)[^()]*\)$/

export function faultsOf(file: SourceFile): Fault[] {
  const faults = foundIn(file).map((found) => ({ path: file.path, ...found }))
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()].sort((a, b) => a.line - b.line)
}

function foundIn(file: SourceFile): Found[] {
  if (file.path.endsWith('.md')) return [...pageUnits(file.text).flatMap(proseFaults), ...longEntries(file)]
  if (!/\.[cm]?[jt]sx?$/.test(file.path)) return hashComments(file).flatMap((comment) => commentFaults(comment, isHeadOfScript(comment)))
  return [
    ...codeComments(file).flatMap((comment) => commentFaults(comment, isHeadOfModule(comment))),
    ...(file.path.startsWith('test/') ? titlesOf(file).flatMap(titleFaults) : []),
    ...(file.path.startsWith('src/') ? spokenTexts(file).flatMap(proseFaults) : []),
  ]
}

const isHeadOfModule = (comment: Comment) => comment.some(({ text }) => text.trim() === '@module')
const isHeadOfScript = ([first]: Comment) => first!.line <= 2

/** @param isHead The head of a file may have as many sentences as it needs. */
function commentFaults(comment: Comment, isHead: boolean): Found[] {
  const wide = comment.filter(({ text, end }) => end > MAX_COLUMNS && text.trim().includes(' ') && !DIRECTIVE.test(text))
  const units = unitsOf(comment)
  return [
    ...wide.map(({ line, text, end }) => ({ line, rule: 'columns' as const, text: `${end}: ${text.trim()}` })),
    ...units.flatMap(proseFaults),
    ...units
      .map((unit) => ({ ...unit, count: unit.parts.flatMap((part) => sentencesOf(prose(part))).length }))
      .filter(({ count }) => !isHead && count > MAX_SENTENCES_OF_COMMENT)
      .map(({ line, text, count }) => ({ line, rule: 'sentences' as const, text: `${count}: ${text}` })),
  ]
}

/** The put-away words and the long sentences of a text. */
function proseFaults({ line, text, parts = [text] }: { line: number; text: string; parts?: string[] }): Found[] {
  const sentences = parts.map(prose).flatMap(sentencesOf)
  const words = sentences.flatMap((sentence) => (sentence.match(PUT_AWAY) ?? []).map((word) => ({ word, sentence })))
  const long = sentences.filter((sentence) => wordCount(sentence) > MAX_WORDS_OF_SENTENCE)
  return [
    ...words.map(({ word, sentence }) => ({ line, rule: 'word' as const, text: `"${word}" in: ${sentence}` })),
    ...long.map((sentence) => ({ line, rule: 'long sentence' as const, text: `${wordCount(sentence)}: ${sentence}` })),
  ]
}

function titleFaults({ line, text }: { line: number; text: string }): Found[] {
  const title = prose(text.replace(ID_AS_SUFFIX, '').replace(ID_AS_PREFIX, ''))
  const count = wordCount(title)
  return [
    ...(title.match(PUT_AWAY) ?? []).map((word) => ({ line, rule: 'word' as const, text: `"${word}" in: ${text}` })),
    ...(count > MAX_WORDS_OF_TITLE ? [{ line, rule: 'long title' as const, text: `${count}: ${text}` }] : []),
    ...(ID_AS_PREFIX.test(text) ? [{ line, rule: 'id as prefix' as const, text: ID_AS_PREFIX.exec(text)![0] }] : []),
  ]
}

/** An entry of the changelog is one line: the symptom, the cause and the fix. */
function longEntries({ path, text }: SourceFile): Found[] {
  if (!path.endsWith('CHANGELOG.md')) return []
  return pageUnits(text)
    .map(({ line, text: entry }) => ({ line, text: entry, count: wordCount(prose(entry)) }))
    .filter(({ count }) => count > MAX_WORDS_OF_ENTRY)
    .map(({ line, text: entry, count }) => ({ line, rule: 'long entry', text: `${count}: ${entry}` }))
}
