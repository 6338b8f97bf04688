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
 * The methods of each path, for the refusal of all others (RFC 9110 §15.5.6). A path that the contract names
 * has only its own methods, whatever template fits it too.
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
 * The named paths that the template `path` fits too. An operation of the template does not serve them
 * (OpenAPI 3.1 §4.8.8.2).
 */
export const namedPathsOf = (path: string, routes: readonly Route[]): string[] =>
  routes.map((route) => route.path).filter((other) => other !== path && !other.includes('{') && patternOf(path).test(other))

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`)

/** A longer path is like no path of the contract, and would cost too much to compare. */
const MAX_LENGTH = 60

/**
 * The refusal of a path that the contract does not have. It names the nearest path of the contract, and where
 * all are listed; it does not repeat the path itself.
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
 * @returns undefined if none is near: more than a third of it would have to change, and the path does not
 * end with it.
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

/** A parameter of the template stands for whatever the path has there. */
function distanceTo(template: string, path: string): number {
  const steps = path.split('/')
  const filled = template.split('/').map((step, index) => (step.startsWith('{') ? (steps[index] ?? step) : step))
  return editDistance(filled.join('/'), path)
}
