import { currentKey, type KeySetPlan, PUBLISH_AHEAD_MS, stateOf } from './key-lifecycle.ts'
import type { SigningAlg, SigningKey } from './signing-key.ts'

/**
 * What a person may do to the key set, beside what time does to it (`key-lifecycle.ts`). Each is a plan, of rows and the time alone; and after each a key signs and another
 * waits, published.
 *
 * @module
 */

/** Why a rotation has to wait, and until when; null: no key waits yet, and the service makes one by itself. */
export interface TooEarly {
  safeAtMs: number | null
}

/**
 * The algorithm that the set goes on with: of the key that waits, else of the one that signs. So whoever gives a command need not know how the service is configured.
 * Undefined where there are no keys.
 */
export function algOf(keys: readonly SigningKey[], nowMs: number): SigningAlg | undefined {
  return (waitingKey(keys) ?? currentKey(keys, nowMs))?.alg
}

/** The key that signs next: of those that were given no time yet, the one that was published first. */
const waitingKey = (keys: readonly SigningKey[]): SigningKey | undefined =>
  keys.filter(({ signsFromMs }) => signsFromMs === null).toSorted((a, b) => a.publishedAtMs - b.publishedAtMs)[0]

/**
 * The key that waits signs from now on. Only once it has been published for as long as any verifier may keep a JWK Set without it, unless that is `forced`: then those
 * who keep one refuse what is signed until they look again.
 */
export function planRotation(keys: readonly SigningKey[], nowMs: number, { forced }: { forced: boolean }): KeySetPlan | TooEarly {
  const next = waitingKey(keys)
  const safeAtMs = next === undefined ? null : next.publishedAtMs + PUBLISH_AHEAD_MS
  if (!forced && (safeAtMs === null || safeAtMs > nowMs)) return { safeAtMs }
  return { makeFirst: next === undefined, makeNext: true, appoint: next?.kid, delete: [] }
}

/**
 * The key is gone at once, and every token that it signed with it. Where it was the one that signs, the next takes over, however short it was published. Undefined where
 * there is no such key.
 */
export function planRevocation(keys: readonly SigningKey[], kid: string, nowMs: number): KeySetPlan | undefined {
  if (!keys.some((key) => key.kid === kid)) return undefined
  const signs = currentKey(keys, nowMs)?.kid === kid
  const rest = keys.filter((key) => key.kid !== kid)
  const next = waitingKey(rest)
  return {
    makeFirst: signs && next === undefined,
    makeNext: signs || next === undefined,
    appoint: signs ? next?.kid : undefined,
    // One that is gone, and kept in case the clock was wrong, would follow another key now, and might come back.
    delete: [kid, ...rest.filter((key) => stateOf(key, keys, nowMs) === 'gone').map((key) => key.kid)],
  }
}

/** All keys are gone at once, and every access token with them; new ones take their place. */
export const planReset = (keys: readonly SigningKey[]): KeySetPlan => ({
  makeFirst: true,
  makeNext: true,
  appoint: undefined,
  delete: keys.map(({ kid }) => kid),
})
