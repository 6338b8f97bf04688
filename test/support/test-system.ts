import { randomBytes } from 'node:crypto'
import type { System } from '../../src/system.ts'

/** A clock that stands still until a test moves it. */
export interface TestSystem extends System {
  /** Lets time pass. */
  advanceMs(ms: number): void
  advanceSeconds(seconds: number): void
  /** Sets the clock forward or back. No time passes. */
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

/** Creates a system on the machine's clock, for partners that use their own clock. It can still be moved. */
export function createRunningSystem(): TestSystem {
  const ahead = createTestSystem(0)
  return { ...ahead, nowMs: () => Date.now() + ahead.nowMs() }
}
