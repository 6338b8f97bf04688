import { randomBytes } from 'node:crypto'
import type { System } from '../../src/system.ts'

/** A clock that stands still until it is moved. */
export interface TestSystem extends System {
  advanceMs(ms: number): void
  advanceSeconds(seconds: number): void
}

export function createTestSystem(startMs: number = Date.UTC(2026, 0, 1)): TestSystem {
  let nowMs = startMs
  return {
    nowMs: () => nowMs,
    randomBytes,
    advanceMs: (ms) => {
      nowMs += ms
    },
    advanceSeconds: (seconds) => {
      nowMs += seconds * 1000
    },
  }
}
