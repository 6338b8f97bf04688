/**
 * What the model says that requests may be answered, if they are sent at the same moment.
 *
 * @module
 */

import { begin, proceed } from './refresh-steps.ts'
import { RULES } from './rules.ts'
import { keyOf } from './state-key.ts'
import type { Move } from './steps.ts'
import type { Holder, World } from './world.ts'

/** The counter of the new token, or `refused`. */
export type Answered = number | 'refused'

export interface Outcome {
  world: World
  answers: Partial<Record<Holder, Answered>>
}

/**
 * Returns every outcome of refreshes by these holders, in any interleaving. No request is in flight before or
 * after.
 */
export function outcomesOf(world: World, holders: readonly Holder[]): Outcome[] {
  const ended = new Map<string, Outcome>()
  const seen = new Set<string>()
  const explore = (at: Outcome, waiting: readonly Holder[]): void => {
    const key = `${keyOf(at.world)} ${JSON.stringify(at.answers)} ${waiting}`
    if (seen.has(key)) return
    seen.add(key)
    if (waiting.length === 0 && at.world.inFlight.length === 0) ended.set(key, at)
    for (const by of waiting) {
      const move = begin(RULES, at.world, by)
      explore(
        after(at, move, by),
        waiting.filter((other) => other !== by),
      )
    }
    for (const [index, request] of at.world.inFlight.entries()) {
      if (request.kind !== 'refresh') continue
      const rest = { ...at.world, inFlight: at.world.inFlight.filter((_, other) => other !== index) }
      explore(after(at, proceed(RULES, rest, request), request.by), waiting)
    }
  }
  explore({ world, answers: {} }, holders)
  return [...ended.values()]
}

function after({ answers }: Outcome, { next, found }: Move, by: Holder): Outcome {
  if (found?.kind === 'answered') return { world: next, answers: { ...answers, [by]: found.successor } }
  const isRefused = found?.kind === 'reuse' || (found?.kind === 'judged' && found.verdict.kind === 'dead')
  return { world: next, answers: isRefused ? { ...answers, [by]: 'refused' } : answers }
}
