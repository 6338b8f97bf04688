import { setTimeout as sleep } from 'node:timers/promises'
import { unavailable } from './errors.ts'
import type { System } from './system.ts'

/** The result of an attempt if another process changed the thing after the attempt had read it. */
export const CHANGED_MEANWHILE = Symbol('changed meanwhile')

/**
 * Makes a change that depends on the current state of a thing. In one process such changes take turns; if
 * another process was quicker, it tries again after a short, random pause.
 *
 * @param thing The unique name of what is changed.
 * @param attempt Reads the thing and changes it. If it throws, that is the answer.
 * @throws {Refusal} unavailable if others keep changing the thing.
 */
export type Contention = <T>(thing: string, attempt: () => Promise<T | typeof CHANGED_MEANWHILE>) => Promise<T>

/** How long a change waits for its turn. A request must be answered within 5 s, whatever waits before it. */
const TURN_LIMIT_MS = 4000
/** Each attempt that fails means that another process has made its change. */
const MAX_ATTEMPTS = 50
const LONGEST_PAUSE_MS = 32

export function createContention(system: System, { turnLimitMs = TURN_LIMIT_MS } = {}): Contention {
  const turns = new Map<string, Promise<unknown>>()
  const pause = (attempts: number) => sleep((system.randomBytes(1)[0]! / 256) * Math.min(2 ** attempts, LONGEST_PAUSE_MS))

  return async (thing, attempt) => {
    const { promise: over, resolve: end } = Promise.withResolvers<void>()
    const before = turns.get(thing)
    const turn = Promise.all([before, over]).then(() => {
      if (turns.get(thing) === turn) turns.delete(thing)
    })
    turns.set(thing, turn)
    try {
      if (before !== undefined) await within(turnLimitMs, before)
      for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts += 1) {
        const result = await attempt()
        if (result !== CHANGED_MEANWHILE) return result
        await pause(attempts)
      }
    } finally {
      end()
    }
    throw tooMany()
  }
}

const tooMany = () => unavailable('This is being changed by others all the time. Try again.')

async function within(limitMs: number, turn: Promise<unknown>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(tooMany()), limitMs)
  try {
    await Promise.race([turn, late])
  } finally {
    clearTimeout(timer)
  }
}
