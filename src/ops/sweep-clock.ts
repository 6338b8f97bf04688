import type { System } from '../system.ts'

/**
 * How long a clock must have stood before anything is deleted by it. Longer than any access token or assertion lives: what was denied before the clock was set is
 * then over by the right clock too, so that a deny list never forgets what could come back.
 */
const STOOD_FOR_MS = 2 * 3_600_000

/** One look at both clocks. */
interface Reading {
  nowMs: number
  elapsedMs: number
}

/**
 * The time that sweeps delete by: no later than any clock reading of the last two hours, with what has passed since. A clock that was set forward therefore destroys nothing
 * within two hours of it, and a process deletes nothing in its first two hours. Create it at the start, and ask it at each round.
 *
 * @returns undefined if the process has not run for long enough.
 */
export function createSweepClock(system: System): () => number | undefined {
  const read = (): Reading => ({ nowMs: system.nowMs(), elapsedMs: system.elapsedMs() })
  const first = read()
  let readings = [first]

  return () => {
    const latest = read()
    const windowBegins = latest.elapsedMs - STOOD_FOR_MS
    // The last one before the window stays: it says what the clock was when the window began.
    const oldest = Math.max(
      0,
      readings.findLastIndex(({ elapsedMs }) => elapsedMs <= windowBegins),
    )
    readings = [...readings.slice(oldest), latest]
    if (first.elapsedMs > windowBegins) return undefined
    return Math.min(...readings.map(({ nowMs, elapsedMs }) => nowMs + latest.elapsedMs - elapsedMs))
  }
}
