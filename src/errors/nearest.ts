/**
 * What a person may have meant by a name that does not exist: the nearest one that does.
 *
 * @module
 */

interface Search<Candidate> {
  distanceTo(candidate: Candidate): number
  /** No candidate further away than this is meant. */
  maxDistance(candidate: Candidate): number
}

/**
 * Finds the nearest candidate, and the first one of several.
 *
 * @returns undefined if none is near enough.
 */
export function nearestOf<Candidate>(
  candidates: readonly Candidate[],
  { distanceTo, maxDistance }: Search<Candidate>,
): Candidate | undefined {
  const [nearest] = candidates
    .map((candidate) => ({ candidate, distance: distanceTo(candidate) }))
    .filter(({ candidate, distance }) => distance <= maxDistance(candidate))
    .sort((a, b) => a.distance - b.distance)
  return nearest?.candidate
}

/** Counts the characters to insert, delete or replace to turn one text into the other (Levenshtein). */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (a[i] === b[j] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
