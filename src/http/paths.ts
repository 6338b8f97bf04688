/**
 * The paths of the contract: which methods each has, and which one a wrong path may have meant.
 *
 * @module
 */

import { editDistance, nearestOf } from '../errors/nearest.ts'
import { Refusal } from '../errors.ts'

interface Route {
  method: string
  path: string
}

/**
 * Creates a function that lists the methods of a path, for `Allow` in a 405 (RFC 9110 §15.5.6). A path
 * that the contract names has only its own methods, even if a template matches it too.
 */
export function createPathMethods(routes: readonly Route[]): (path: string) => string[] {
  const patterns = routes.map(({ method, path }) => ({ method: method.toUpperCase(), path, pattern: patternOf(path) }))
  return (path) => {
    const fitting = patterns.filter(({ pattern }) => pattern.test(path))
    const named = fitting.filter((route) => route.path === path)
    return (named.length > 0 ? named : fitting).flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  }
}

/**
 * Lists the named paths that the template `path` matches too. An operation of the template does not serve
 * them (OpenAPI 3.1 §4.8.8.2).
 */
export const namedPathsOf = (path: string, routes: readonly Route[]): string[] =>
  routes.map((route) => route.path).filter((other) => other !== path && !other.includes('{') && patternOf(path).test(other))

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`)

/** In characters. A longer path resembles no path of the contract, and would take too long to compare. */
const MAX_LENGTH = 60

/**
 * Creates the refusal of a path that the contract does not have. Its sentence names the nearest path and
 * where all are listed, but does not repeat the path itself.
 *
 * @param list Where the paths are listed: the docs page, or the contract if the page is off.
 */
export function createUnknownPath(paths: readonly string[], list: string): (path: string) => Refusal {
  const known = [...new Set(paths)]
  return (path) => {
    const nearest = nearestTo(path.toLowerCase(), known)
    return new Refusal('not_found', `Not found. ${nearest === undefined ? '' : `Did you mean ${nearest}? `}${list} lists every path.`)
  }
}

/**
 * Finds the path that was probably meant: one that `path` ends with, or else the nearest by edit distance.
 *
 * @returns undefined if more than a third of each path, and more than two characters, would have to
 * change.
 */
function nearestTo(path: string, known: readonly string[]): string | undefined {
  if (path.length > MAX_LENGTH) return undefined
  const [suffix] = known.filter((one) => one !== '/' && path.endsWith(one)).sort((a, b) => b.length - a.length)
  if (suffix !== undefined) return suffix
  return nearestOf(known, {
    distanceTo: (template) => distanceTo(template, path),
    maxDistance: ({ length }) => Math.max(2, length / 3),
  })
}

/**
 * Counts the edits between a template and a path. A parameter of the template matches whatever the path
 * has there.
 */
function distanceTo(template: string, path: string): number {
  const steps = path.split('/')
  const filled = template.split('/').map((step, index) => (step.startsWith('{') ? (steps[index] ?? step) : step))
  return editDistance(filled.join('/'), path)
}
