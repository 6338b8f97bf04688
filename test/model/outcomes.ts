/**
 * What the model says that requests may be answered, if they are sent at the same moment.
 *
 * @module
 */

import { begin, proceed } from './refresh-steps.ts'
import { RULES } from './rules.ts'
import { keyOf } from './state-key.ts'
import { type Move, stepsFrom } from './steps.ts'
import type { Holder, World } from './world.ts'

export const LOG_OUT = 'session 0 logs out'
/** Who sends a request: the holder of a token refreshes. */
export type Sender = Holder | typeof LOG_OUT

/** The counter of the new token; `done` after a log-out; or `refused`. */
export type Answered = number | 'done' | 'refused'

export interface Outcome {
  world: World
  answers: Partial<Record<Sender, Answered>>
}

/**
 * Returns every outcome of these requests, in any interleaving. No request is in flight before or after.
 *
 * @param cut The requests that a crash has cut off. Each may have stopped at any of its steps.
 */
export function outcomesOf(world: World, senders: readonly Sender[], cut: readonly Sender[] = []): Outcome[] {
  const ended = new Map<string, Outcome>()
  const seen = new Set<string>()
  const explore = (at: Outcome, waiting: readonly Sender[]): void => {
    const key = `${keyOf(at.world)} ${JSON.stringify(at.answers)} ${waiting}`
    if (seen.has(key)) return
    seen.add(key)
    if (senders.every((by) => at.answers[by] !== undefined || cut.includes(by))) {
      ended.set(key, { ...at, world: { ...at.world, inFlight: [] } })
    }
    for (const by of waiting) {
      const others = waiting.filter((other) => other !== by)
      explore(by === LOG_OUT ? afterLogOut(at) : after(at, begin(RULES, at.world, by), by), others)
    }
    for (const [index, request] of at.world.inFlight.entries()) {
      if (request.kind !== 'refresh') continue
      const rest = { ...at.world, inFlight: at.world.inFlight.filter((_, other) => other !== index) }
      explore(after(at, proceed(RULES, rest, request), request.by), waiting)
    }
  }
  explore({ world, answers: {} }, senders)
  return [...ended.values()]
}

function after({ answers }: Outcome, { next, found }: Move, by: Holder): Outcome {
  if (found?.kind === 'answered') return { world: next, answers: { ...answers, [by]: found.successor } }
  const isRefused = found?.kind === 'reuse' || (found?.kind === 'judged' && found.verdict.kind === 'dead')
  return { world: next, answers: isRefused ? { ...answers, [by]: 'refused' } : answers }
}

/** A log-out is one statement. If the session is over, it is refused and changes nothing. */
function afterLogOut({ world, answers }: Outcome): Outcome {
  const move = stepsFrom(RULES, world).find(({ text }) => text === LOG_OUT)
  return { world: move?.next ?? world, answers: { ...answers, [LOG_OUT]: move === undefined ? 'refused' : 'done' } }
}
