import type { System } from '../system.ts'

/**
 * How far back the readings of the clock count. Access tokens and assertions live shorter, so a deny list
 * forgets none that the right clock still accepts.
 */
const STOOD_FOR_MS = 2 * 3_600_000

/** One reading of both clocks. */
interface Reading {
  nowMs: number
  elapsedMs: number
}

/**
 * Creates the clock of sweeps: the earliest of all readings of the last two hours, each moved on to now. A
 * clock that was set forward therefore destroys nothing for two hours.
 *
 * @returns A function to call at each round. It returns undefined in the first two hours of the process.
 */
export function createSweepClock(system: System): () => number | undefined {
  const read = (): Reading => ({ nowMs: system.nowMs(), elapsedMs: system.elapsedMs() })
  const first = read()
  let readings = [first]

  return () => {
    const latest = read()
    const windowBegins = latest.elapsedMs - STOOD_FOR_MS
    // Keep the last reading before the window: it says what the clock was when the window began.
    const oldest = Math.max(
      0,
      readings.findLastIndex(({ elapsedMs }) => elapsedMs <= windowBegins),
    )
    readings = [...readings.slice(oldest), latest]
    if (first.elapsedMs > windowBegins) return undefined
    return Math.min(...readings.map(({ nowMs, elapsedMs }) => nowMs + latest.elapsedMs - elapsedMs))
  }
}
