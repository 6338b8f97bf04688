/**
 * Rules of syntax on TypeScript's syntax tree, so that comments and strings do not count as code.
 *
 * @module
 */

import ts from 'typescript'
import { type SourceFile, treeOf, visit } from '../../scripts/source-file.ts'

const MAX_SHOWN = 80

/** Returns the position of a node and its beginning. */
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

/**
 * Finds tests for the presence of a member, such as `'dead' in answer`. Each part of a union has a `kind`
 * instead.
 */
export const literalMembershipTests = (files: readonly SourceFile[]): string[] =>
  placesOf(
    files,
    (node) =>
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.InKeyword &&
      ts.isStringLiteralLike(withoutBrackets(node.left)),
  )

/** Finds `as never`, which silences the compiler permanently. */
export const neverAssertions = (files: readonly SourceFile[]): string[] =>
  placesOf(files, (node) => ts.isAsExpression(node) && node.type.kind === ts.SyntaxKind.NeverKeyword)
