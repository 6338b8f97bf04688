/**
 * A file of the project as text and as a syntax tree, for rules over the sources.
 *
 * @module
 */

import { globSync, readFileSync } from 'node:fs'
import ts from 'typescript'

export interface SourceFile {
  /** The path from the root of the project. */
  path: string
  text: string
}

/** Reads the files that match; those of installed packages do not count. */
export const readSources = (...patterns: string[]): SourceFile[] =>
  globSync(patterns, { exclude: (path) => path.includes('node_modules') }).map((path) => ({ path, text: readFileSync(path, 'utf8') }))

export const treeOf = ({ path, text }: SourceFile): ts.SourceFile => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)

/** Calls `look` with a node and with each node in it. */
export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node)
  node.forEachChild((child) => visit(child, look))
}
