/**
 * Finds circles of imports: files that need each other, even if only for types.
 *
 * @module
 */

import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'
import type { SourceFile } from '../../scripts/source-file.ts'

/** Returns each circle among `files` once, as `a → b → a`. Imports of types alone count too. */
export function importCircles(files: readonly SourceFile[]): string[] {
  const graph = new Map(files.map((file) => [file.path, importedPaths(file)]))
  const circles = [...graph.keys()].map((path) => shortestCircle(graph, path)).filter((circle) => circle !== undefined)
  return [...new Set(circles.map(fromSmallest))].sort()
}

/** Returns the relative imports of a file as paths from the root of the project. */
function importedPaths({ path, text }: SourceFile): string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true)
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => normalize(join(dirname(path), fileName)).replace(/\.js$/, '.ts'))
}

/** Returns the shortest way from `start` back to itself, without the end, or undefined if there is none. */
function shortestCircle(graph: ReadonlyMap<string, readonly string[]>, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const path of queue) {
    for (const next of graph.get(path) ?? []) {
      if (next === start) return wayTo(path, cameFrom)
      if (cameFrom.has(next)) continue
      cameFrom.set(next, path)
      queue.push(next)
    }
  }
  return undefined
}

function wayTo(end: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [end]
  for (let before = cameFrom.get(end); before !== undefined; before = cameFrom.get(before)) way.unshift(before)
  return way
}

/** Returns the same text for a circle, whichever of its files it was found from. */
function fromSmallest(circle: readonly string[]): string {
  const at = circle.indexOf(circle.toSorted()[0]!)
  const turned = [...circle.slice(at), ...circle.slice(0, at)]
  return [...turned, turned[0]].join(' → ')
}
