import { randomBytes } from 'node:crypto'
import type { System } from '../../src/system.ts'

/** A clock that stands still until it is moved. */
export interface TestSystem extends System {
  /** Time passes. */
  advanceMs(ms: number): void
  advanceSeconds(seconds: number): void
  /** Somebody sets the clock, forward or back; no time passes. */
  setClockSeconds(seconds: number): void
}

export function createTestSystem(startMs: number = Date.UTC(2026, 0, 1)): TestSystem {
  let nowMs = startMs
  let elapsedMs = 0
  const advanceMs = (ms: number) => {
    nowMs += ms
    elapsedMs += Math.max(0, ms)
  }
  return {
    nowMs: () => nowMs,
    elapsedMs: () => elapsedMs,
    randomBytes,
    advanceMs,
    advanceSeconds: (seconds) => advanceMs(seconds * 1000),
    setClockSeconds: (seconds) => {
      nowMs += seconds * 1000
    },
  }
}

/** The machine's clock, for those who look at their own; it can be moved on all the same. */
export function createRunningSystem(): TestSystem {
  const ahead = createTestSystem(0)
  return { ...ahead, nowMs: () => Date.now() + ahead.nowMs() }
}
