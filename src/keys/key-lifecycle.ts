import type { SigningKey } from './signing-key.ts'

/**
 * The life of a signing key: `next` (published, not yet used) → `current` (signs) → `retiring` (verifies
 * only) → `gone`. The state follows from the rows and the time alone, so any number of replicas agree on it.
 *
 * @module
 */

export type KeyState = 'next' | 'current' | 'retiring' | 'gone'

const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/**
 * The key delay: how long a key is published before it signs. That is far longer than a verifier keeps a JWK
 * Set (`max-age=300`).
 */
export const PUBLISH_AHEAD_MS = DAY_MS
/**
 * How long a key verifies after its successor began to sign: the longest life of a token, plus clock skew.
 */
const RETIRE_AFTER_MS = HOUR_MS + 5 * 60_000

type Timed = Pick<SigningKey, 'kid' | 'signsFromMs'>

/** Returns the keys that have a time to sign from, the earliest first. */
const appointed = <K extends Timed>(keys: readonly K[]) =>
  keys.filter((key): key is K & { signsFromMs: number } => key.signsFromMs !== null).sort((a, b) => a.signsFromMs - b.signsFromMs)

/**
 * Returns the key that signs at `nowMs`: the latest one whose time has come. Without one, as after a clock
 * was set back, it is the earliest, so that a service can always sign.
 */
export function currentKey<K extends Timed>(keys: readonly K[], nowMs: number): K | undefined {
  const inOrder = appointed(keys)
  return inOrder.findLast((key) => key.signsFromMs <= nowMs) ?? inOrder[0]
}

/**
 * Returns when the last token that `key` may have signed is dead; undefined while the key has no successor.
 */
export function goneAtMs(key: Timed, keys: readonly Timed[]): number | undefined {
  const inOrder = appointed(keys)
  const successor = inOrder[inOrder.findIndex(({ kid }) => kid === key.kid) + 1]
  return key.signsFromMs === null || successor === undefined ? undefined : successor.signsFromMs + RETIRE_AFTER_MS
}

export function stateOf(key: Timed, keys: readonly Timed[], nowMs: number): KeyState {
  const current = currentKey(keys, nowMs)
  if (key.kid === current?.kid) return 'current'
  if (key.signsFromMs === null || key.signsFromMs > nowMs) return 'next'
  const goneAt = goneAtMs(key, keys)
  return goneAt !== undefined && goneAt <= nowMs ? 'gone' : 'retiring'
}
