/**
 * Walks every interleaving of the steps, breadth-first. So the first broken invariant comes with the shortest
 * trace.
 *
 * @module
 */

import { brokenBy, type Invariant } from './invariants.ts'
import type { Rules } from './rules.ts'
import { hashOf, keyOf } from './state-key.ts'
import { stepsFrom } from './steps.ts'
import { firstWorld, type World } from './world.ts'

export interface Walked {
  /** Different states, and the steps that lead to them or to one that is known. */
  states: number
  steps: number
  /** How many states were new at each depth. */
  newAtDepth: number[]
  violation: { invariants: Invariant[]; trace: string[] } | undefined
}

/** A step of a trace, and what came before it. It stays for the whole walk, so it does not hold its state. */
interface Taken {
  text: string
  from: Taken | undefined
}

/**
 * Stops at the first violation. States that `only` refuses are not entered; so a walk of fewer kinds of steps
 * reaches further.
 */
export function walk(rules: Rules, depth: number, only: (world: World) => boolean = () => true): Walked {
  const first = { world: firstWorld(rules), taken: { text: 'logged in', from: undefined } }
  const known = new Set([hashOf(keyOf(first.world))])
  const walked: Walked = { states: 1, steps: 0, newAtDepth: [1], violation: undefined }
  let level: { world: World; taken: Taken }[] = [first]
  for (let at = 1; at <= depth; at += 1) {
    const next: typeof level = []
    for (const { world, taken } of level) {
      for (const move of stepsFrom(rules, world)) {
        if (!only(move.next)) continue
        walked.steps += 1
        const last = { text: move.text, from: taken }
        const invariants = brokenBy(rules, world, move)
        if (invariants.length > 0) return { ...walked, violation: { invariants, trace: traceOf(last) } }
        const hash = hashOf(keyOf(move.next))
        if (known.has(hash)) continue
        known.add(hash)
        // The last level is checked and counted, and nothing follows from it.
        if (at < depth) next.push({ world: move.next, taken: last })
        walked.states += 1
        walked.newAtDepth[at] = (walked.newAtDepth[at] ?? 0) + 1
      }
    }
    level = next
  }
  return walked
}

function traceOf(last: Taken): string[] {
  const texts: string[] = []
  for (let at: Taken | undefined = last; at !== undefined; at = at.from) texts.unshift(at.text)
  return texts
}

/** Refreshes, the clock, crashes and a log-out: no other log-in, and nothing that raises an epoch. */
export const ofRefreshes = ({ rows, inFlight }: World): boolean =>
  rows.user.epoch + rows.client.epoch + rows.serviceEpoch === 0 && inFlight.every(({ kind }) => kind === 'refresh')
