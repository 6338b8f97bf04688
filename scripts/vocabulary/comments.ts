/**
 * Reads the comments of a file: their lines without the marks, and where each line ends.
 *
 * @module
 */

import ts from 'typescript'
import { type SourceFile, treeOf } from '../source-file.ts'

export interface CommentLine {
  /** Counted from 1. */
  line: number
  /** Without the marks. */
  text: string
  /** The column at which the comment ends in this line. */
  end: number
}

/** Lines that belong together: one block, or `//` lines directly below each other. */
export type Comment = CommentLine[]

/** Reads TypeScript and JavaScript as the compiler does, so a `//` in a string does not count. */
export function codeComments(file: SourceFile): Comment[] {
  const tree = treeOf(file)
  const comments: Comment[] = []
  let joins = false
  for (const { pos, end, kind } of commentRanges(tree)) {
    const text = file.text.slice(pos, end)
    const { line, character } = tree.getLineAndCharacterOfPosition(pos)
    const lineStart = tree.getPositionOfLineAndCharacter(line, 0)
    const isLineComment = kind === ts.SyntaxKind.SingleLineCommentTrivia
    const standsAlone = isLineComment && file.text.slice(lineStart, pos).trim() === ''
    const lines = text.split('\n').map((part, index) => ({
      line: line + 1 + index,
      text: withoutMarks(part, isLineComment),
      end: part.trimEnd().length + (index === 0 ? character : 0),
    }))
    const last = comments.at(-1)
    if (joins && standsAlone && last?.at(-1)?.line === line) last.push(...lines)
    else comments.push(lines)
    joins = standsAlone
  }
  return comments
}

const withoutMarks = (line: string, isLineComment: boolean): string =>
  isLineComment ? line.replace(/^\/\/+ ?/, '') : line.replace(/^\s*(?:\/\*\*?|\*(?!\/))? ?/, '').replace(/\s*\*\/$/, '')

/** What stands between two tokens is blank or comments. */
function commentRanges(tree: ts.SourceFile): ts.CommentRange[] {
  const ranges = new Map<number, ts.CommentRange>()
  const look = (node: ts.Node): void => {
    if (ts.isJSDoc(node) || node.kind === ts.SyntaxKind.JsxText) return
    const children = node.getChildren(tree)
    for (const child of children) look(child)
    if (children.length > 0) return
    const found = [...(ts.getTrailingCommentRanges(tree.text, node.pos) ?? []), ...(ts.getLeadingCommentRanges(tree.text, node.pos) ?? [])]
    for (const range of found) ranges.set(range.pos, range)
  }
  look(tree)
  return [...ranges.values()].sort((a, b) => a.pos - b.pos)
}

/**
 * Reads `#` comments, without their indented lines: those are commands or their output. A `#` within a line
 * counts only behind two blanks, because it may stand in a string.
 */
export function hashComments({ text }: SourceFile): Comment[] {
  const comments: Comment[] = []
  let joins = false
  for (const [index, line] of text.split('\n').entries()) {
    const found = index === 0 && line.startsWith('#!') ? null : /^(\s*|.*\s{2})#(?: (.*)|)$/.exec(line)
    if (found === null) {
      joins = false
      continue
    }
    const commentLine = { line: index + 1, text: found[2]?.replace(/^ {2}.*/, '') ?? '', end: line.trimEnd().length }
    const standsAlone = found[1]!.trim() === ''
    if (joins && standsAlone) comments.at(-1)!.push(commentLine)
    else comments.push([commentLine])
    joins = standsAlone
  }
  return comments
}
