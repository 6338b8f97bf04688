import { currentKey, DAY_MS, goneAtMs, PUBLISH_AHEAD_MS, stateOf } from './key-lifecycle.ts'
import type { SigningAlg, SigningKey } from './signing-key.ts'

/**
 * Plans of the key set: what is due by time (`planKeySet`), and what an operator asks for. Each follows from
 * rows and time alone. After each of them one key signs and another waits, published.
 *
 * @module
 */

/** How long a key signs before the next one takes over. */
const ROTATE_AFTER_MS = 90 * DAY_MS
/** A key that is gone is kept for one more day, so that a wrong clock destroys nothing. */
export const DELETE_AFTER_MS = DAY_MS

export interface KeySetPlan {
  kind: 'plan'
  /** Create a key that signs at once. */
  makeFirst: boolean
  /** Create a key that waits. */
  makeNext: boolean
  /** The kid of a waiting key that signs from now on. */
  appoint: string | undefined
  /** The kids of the keys to delete. */
  delete: string[]
}

/**
 * Plans what is due by time.
 *
 * @param at.sweepMs Keys gone by this time are deleted. It may be earlier than `nowMs`, which may come from a
 * wrong clock.
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
    // A key of another algorithm that never signed can go at once.
    delete: keys
      .filter(
        (key) =>
          (key.signsFromMs === null && key.alg !== alg) || (goneAtMs(key, keys) ?? Number.POSITIVE_INFINITY) + DELETE_AFTER_MS <= sweepMs,
      )
      .map(({ kid }) => kid),
  }
  return plan.makeFirst || plan.makeNext || plan.delete.length > 0 ? plan : undefined
}

/**
 * A rotation must wait until `safeAtMs`. Null means that no key waits yet; the service will create one by
 * itself.
 */
export interface TooEarly {
  kind: 'too_early'
  safeAtMs: number | null
}

/**
 * Returns the algorithm of the waiting key, else of the signing one; undefined if there are no keys. So a
 * command need not know how the service is configured.
 */
export function algOf(keys: readonly SigningKey[], nowMs: number): SigningAlg | undefined {
  return (waitingKey(keys, nowMs) ?? currentKey(keys, nowMs))?.alg
}

/**
 * Checks that a key waits for its turn: its time is unset, or more than a day away. No key is appointed for
 * later, so such a time is a fast clock's, and would only delay the rotation.
 */
const waits = ({ signsFromMs }: SigningKey, nowMs: number): boolean => signsFromMs === null || signsFromMs > nowMs + DAY_MS

/**
 * Returns the key that signs next: of those that wait and do not sign, the one published first. `currentKey`
 * may sign by a key that waits: if no other key's time has come, this clock is wrong.
 */
function waitingKey(keys: readonly SigningKey[], nowMs: number): SigningKey | undefined {
  const current = currentKey(keys, nowMs)
  return keys.filter((key) => key.kid !== current?.kid && waits(key, nowMs)).toSorted((a, b) => a.publishedAtMs - b.publishedAtMs)[0]
}

/**
 * Plans that the waiting key signs from now on, once the key delay is over. If it is `forced`, verifiers with
 * an older JWK Set refuse new tokens until they fetch the set again.
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
 * Plans that the key is gone at once, with every token that it signed. If it was the signing key, the next
 * one takes over, however short a time it was published.
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
    // Keys that are gone go too: with another successor, one of them might verify again.
    delete: [kid, ...rest.filter((key) => stateOf(key, keys, nowMs) === 'gone').map((key) => key.kid)],
  }
}

/** Plans that all keys are gone at once, with every access token; new keys take their place. */
export const planReset = (keys: readonly SigningKey[]): KeySetPlan => ({
  kind: 'plan',
  makeFirst: true,
  makeNext: true,
  appoint: undefined,
  delete: keys.map(({ kid }) => kid),
})
