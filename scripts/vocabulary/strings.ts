/**
 * Reads the strings of a file that people read: titles of tests, help texts, log lines and refusals.
 *
 * @module
 */

import ts from 'typescript'
import { type SourceFile, treeOf, visit } from '../source-file.ts'
import { wordCount } from './words.ts'

export interface ShownText {
  line: number
  text: string
}

/** Stands for a value that is known only when the program runs. */
const VALUE = '`value`'
const TITLED = /^(test|it|describe)$/
const HELP = /^(description|summary|option|requiredOption|argument|addHelpText|usage)$/
const LEVELS = /^(fatal|error|warn|info|debug)$/
const LEAST_WORDS_OF_PROSE = 3

/** The titles of tests and of groups of tests. A title of a table is given once for each row that differs. */
export function titlesOf(file: SourceFile): ShownText[] {
  return strings(file, (call) => {
    const title = call.arguments[0]
    if (title === undefined || !ts.isCallExpression(call) || !TITLED.test(rootName(call.expression))) return []
    const text = textOf(title)
    if (text === undefined) return []
    const table = ts.isCallExpression(call.expression) ? call.expression.arguments[0] : undefined
    return rowsOf(table).map((row) => ({ node: title, text: filled(text, row) }))
  })
}

/** Help texts of commands, log lines, and the public text of a refusal. */
export function spokenTexts(file: SourceFile): ShownText[] {
  return strings(file, (call) => {
    const { expression } = call
    const method = ts.isPropertyAccessExpression(expression) ? expression.name.text : ''
    const isSpoken = ts.isNewExpression(call)
      ? expression.getText() === 'Refusal' || expression.getText() === 'Option'
      : HELP.test(method) || (LEVELS.test(method) && /(^|\.)log(ger)?\.\w+$/.test(expression.getText()))
    if (!isSpoken) return []
    return (call.arguments ?? []).flatMap((argument) => {
      const text = textOf(argument)
      return text === undefined || wordCount(text) < 2 ? [] : [{ node: argument, text }]
    })
  })
}

type Call = (ts.CallExpression | ts.NewExpression) & { arguments: ts.NodeArray<ts.Expression> }

function strings(file: SourceFile, read: (call: Call) => { node: ts.Node; text: string }[]): ShownText[] {
  const tree = treeOf(file)
  const found = new Map<string, ShownText>()
  visit(tree, (node) => {
    if (!(ts.isCallExpression(node) || ts.isNewExpression(node)) || node.arguments === undefined) return
    for (const { node: place, text } of read(node as Call)) {
      const line = tree.getLineAndCharacterOfPosition(place.getStart()).line + 1
      found.set(`${line} ${text}`, { line, text })
    }
  })
  return [...found.values()]
}

/** `test` of `test.skipIf(…).each(…)`. */
const rootName = (node: ts.Expression): string => {
  if (ts.isIdentifier(node)) return node.text
  return ts.isCallExpression(node) || ts.isPropertyAccessExpression(node) ? rootName(node.expression) : ''
}

/** Returns undefined if the expression is not a string, a template or a sum of them. */
function textOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node)) return node.head.text + node.templateSpans.map(({ literal }) => VALUE + literal.text).join('')
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined
  const [left, right] = [textOf(node.left), textOf(node.right)]
  return left === undefined && right === undefined ? undefined : (left ?? VALUE) + (right ?? VALUE)
}

type Row = { cells: ts.Expression[]; members: Map<string, ts.Expression> }

/** The rows of a table that is written in the file. One empty row if there is none. */
function rowsOf(table: ts.Expression | undefined): Row[] {
  const list = table && literalOf(table)
  if (list === undefined || !ts.isArrayLiteralExpression(list) || list.elements.length === 0) return [{ cells: [], members: new Map() }]
  return list.elements.map((element) => {
    const row = literalOf(element)
    if (row !== undefined && ts.isArrayLiteralExpression(row)) return { cells: [...row.elements], members: new Map() }
    if (row === undefined || !ts.isObjectLiteralExpression(row)) return { cells: [element], members: new Map() }
    const members = row.properties.filter(ts.isPropertyAssignment)
    return { cells: [], members: new Map(members.map(({ name, initializer }) => [name.getText(), initializer])) }
  })
}

/** Follows `as const`, `satisfies …` and the name of a variable of the same file. */
function literalOf(node: ts.Expression): ts.Expression | undefined {
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)) return literalOf(node.expression)
  if (!ts.isIdentifier(node)) return node
  let found: ts.Expression | undefined
  visit(node.getSourceFile(), (other) => {
    if (ts.isVariableDeclaration(other) && other.name.getText() === node.text) found = other.initializer
  })
  return found && literalOf(found)
}

/** Puts the prose of a row in place of `%s` and `$name`. Any other value of a row counts as one word. */
function filled(title: string, { cells, members }: Row): string {
  let next = 0
  return title
    .replaceAll(/%[sdifjoOc#]/g, () => proseOf(cells[next++]))
    .replaceAll(/\$([A-Za-z]\w*)(?:\.\w+)*/g, (_, name: string) => proseOf(members.get(name)))
}

function proseOf(cell: ts.Expression | undefined): string {
  const text = cell && textOf(cell)
  const words = text?.split(' ') ?? []
  return words.length >= LEAST_WORDS_OF_PROSE && words.every((word) => /^[\p{L}\d’'-]+[,.;:]?$/u.test(word)) ? text! : VALUE
}
