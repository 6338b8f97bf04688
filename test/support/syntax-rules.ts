/**
 * Rules of syntax, read from the tree that TypeScript makes of a file, so that comments and strings are not
 * mistaken for code.
 *
 * @module
 */

import ts from 'typescript'
import type { SourceFile } from './source-rules.ts'

const MAX_SHOWN = 80

export const treeOf = ({ path, text }: SourceFile): ts.SourceFile => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)

export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node)
  node.forEachChild((child) => visit(child, look))
}

/** Where a node stands and how it begins. */
export function placeOf(node: ts.Node): string {
  const tree = node.getSourceFile()
  const { line } = tree.getLineAndCharacterOfPosition(node.getStart())
  return `${tree.fileName}:${line + 1}: ${node.getText().replaceAll(/\s+/g, ' ').slice(0, MAX_SHOWN)}`
}

function placesOf(files: readonly SourceFile[], isFault: (node: ts.Node) => boolean): string[] {
  const places: string[] = []
  for (const file of files) visit(treeOf(file), (node) => isFault(node) && places.push(placeOf(node)))
  return places
}

const withoutBrackets = (node: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(node) ? withoutBrackets(node.expression) : node

/** Tests for the presence of a member, such as `'dead' in answer`. A union says by its `kind` what it is. */
export const literalMembershipTests = (files: readonly SourceFile[]): string[] =>
  placesOf(
    files,
    (node) =>
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.InKeyword &&
      ts.isStringLiteralLike(withoutBrackets(node.left)),
  )

/** `as never` silences the compiler for good. */
export const neverAssertions = (files: readonly SourceFile[]): string[] =>
  placesOf(files, (node) => ts.isAsExpression(node) && node.type.kind === ts.SyntaxKind.NeverKeyword)
