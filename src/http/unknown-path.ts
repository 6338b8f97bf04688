import { editDistance, nearestOf } from '../errors/nearest.ts'
import { Refusal } from '../errors.ts'

/** Longer ones are like no path here, and would cost too much to compare. */
const MAX_LENGTH = 60

/**
 * The refusal of a path that the contract does not have. It names the nearest one that it has, and where
 * all are listed; the path itself is not repeated.
 *
 * @param list Where they are listed: the docs page, or the contract if that is off.
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
