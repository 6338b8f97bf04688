import { currentKey, DAY_MS, goneAtMs, PUBLISH_AHEAD_MS, stateOf } from './key-lifecycle.ts'
import type { SigningAlg, SigningKey } from './signing-key.ts'

/**
 * Plans of the key set: what time asks for (`planKeySet`), and what an operator asks for. Each follows from
 * rows and time alone, and after each of them one key signs and another waits, published.
 *
 * @module
 */

/** How long a key signs before the next one takes over. */
const ROTATE_AFTER_MS = 90 * DAY_MS
/** A key that is gone is kept for one more day, so that a wrong clock destroys nothing. */
const DELETE_AFTER_MS = DAY_MS

export interface KeySetPlan {
  kind: 'plan'
  /** A key that signs at once. */
  makeFirst: boolean
  /** One that waits. */
  makeNext: boolean
  /** The kid of one that waits, and signs from now on. */
  appoint: string | undefined
  /** The kids of those that are gone now. */
  delete: string[]
}

/**
 * What time asks for.
 *
 * @param at.sweepMs The time by which keys that are gone are deleted; it may be earlier than `nowMs`, which a
 * wrong clock may have made.
 * @returns undefined if the set is as it should be.
 */
export function planKeySet(
  keys: readonly SigningKey[],
  alg: SigningAlg,
  { nowMs, sweepMs }: { nowMs: number; sweepMs: number },
): KeySetPlan | undefined {
  const current = currentKey(keys, nowMs)
  const waiting = keys.filter((key) => stateOf(key, keys, nowMs) === 'next')
  const next = waiting.find((key) => key.alg === alg)
  const due = current?.signsFromMs != null && (current.signsFromMs + ROTATE_AFTER_MS <= nowMs || current.alg !== alg)
  const appoint = due && next !== undefined && waits(next, nowMs) && next.publishedAtMs + PUBLISH_AHEAD_MS <= nowMs ? next.kid : undefined
  const plan: KeySetPlan = {
    kind: 'plan',
    makeFirst: current === undefined,
    makeNext: next === undefined || appoint !== undefined,
    appoint,
    // A key of another algorithm that never signed has nothing to wait for.
    delete: keys
      .filter(
        (key) =>
          (key.signsFromMs === null && key.alg !== alg) || (goneAtMs(key, keys) ?? Number.POSITIVE_INFINITY) + DELETE_AFTER_MS <= sweepMs,
      )
      .map(({ kid }) => kid),
  }
  return plan.makeFirst || plan.makeNext || plan.appoint !== undefined || plan.delete.length > 0 ? plan : undefined
}

/** A rotation has to wait until `safeAtMs`. Null: no key waits yet, and the service makes one by itself. */
export interface TooEarly {
  kind: 'too_early'
  safeAtMs: number | null
}

/**
 * The algorithm that the set goes on with: of the key that waits, else of the one that signs. So a command
 * need not know how the service is configured. Undefined if there are no keys.
 */
export function algOf(keys: readonly SigningKey[], nowMs: number): SigningAlg | undefined {
  return (waitingKey(keys, nowMs) ?? currentKey(keys, nowMs))?.alg
}

/**
 * Whether a key waits for its turn. No key is ever appointed for later. One whose time is more than a day
 * away was appointed by a clock that was ahead, and would keep the set from rotating until then. If no other
 * key's time has come, it is not the key but the clock that is wrong, and then the key signs (`currentKey`).
 */
const waits = ({ signsFromMs }: SigningKey, nowMs: number): boolean => signsFromMs === null || signsFromMs > nowMs + DAY_MS

/** The key that signs next: of those that wait, and do not sign, the one that was published first. */
function waitingKey(keys: readonly SigningKey[], nowMs: number): SigningKey | undefined {
  const current = currentKey(keys, nowMs)
  return keys.filter((key) => key.kid !== current?.kid && waits(key, nowMs)).toSorted((a, b) => a.publishedAtMs - b.publishedAtMs)[0]
}

/**
 * The key that waits signs from now on, once the key delay is over: until then a verifier may keep a JWK Set
 * without it. If it is `forced`, such verifiers refuse new tokens until they fetch the set again.
 */
export function planRotation(keys: readonly SigningKey[], nowMs: number, { forced }: { forced: boolean }): KeySetPlan | TooEarly {
  const next = waitingKey(keys, nowMs)
  const safeAtMs = next === undefined ? null : next.publishedAtMs + PUBLISH_AHEAD_MS
  if (!forced && (safeAtMs === null || safeAtMs > nowMs)) return { kind: 'too_early', safeAtMs }
  return { kind: 'plan', makeFirst: next === undefined, makeNext: true, appoint: next?.kid, delete: [] }
}

export interface NoSuchKey {
  kind: 'no_such_key'
}

/**
 * The key is gone at once, and every token that it signed with it. If it was the one that signs, the next
 * takes over, however short a time that was published.
 */
export function planRevocation(keys: readonly SigningKey[], kid: string, nowMs: number): KeySetPlan | NoSuchKey {
  if (!keys.some((key) => key.kid === kid)) return { kind: 'no_such_key' }
  const signs = currentKey(keys, nowMs)?.kid === kid
  const rest = keys.filter((key) => key.kid !== kid)
  const next = waitingKey(rest, nowMs)
  return {
    kind: 'plan',
    makeFirst: signs && next === undefined,
    makeNext: signs || next === undefined,
    appoint: signs ? next?.kid : undefined,
    // One that is gone, and kept in case the clock was wrong, would follow another key now, and might come
    // back.
    delete: [kid, ...rest.filter((key) => stateOf(key, keys, nowMs) === 'gone').map((key) => key.kid)],
  }
}

/** All keys are gone at once, and every access token with them; new ones take their place. */
export const planReset = (keys: readonly SigningKey[]): KeySetPlan => ({
  kind: 'plan',
  makeFirst: true,
  makeNext: true,
  appoint: undefined,
  delete: keys.map(({ kid }) => kid),
})
