import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { deriveKeys, sameBytes } from '../secret/derived-key.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'
import { CLOCK_SKEW_MS } from '../sessions/rotation.ts'
import type { System } from '../system.ts'

/** A secret as it is stored: as an HMAC, which nobody can present as the secret. */
export interface StoredSecret {
  id: string
  /** The id of the key that the HMAC was made with, a dot, and the HMAC. */
  hmac: string
  createdAtMs: number
  /** Null if the secret is good until it is removed. */
  expiresAtMs: number | null
}

/** How many secrets of a client are live: during a rotation the old one still is. */
const MAX_LIVE_SECRETS = 2
/** How long the old secret may live on: 30 days. */
export const MAX_PREVIOUS_SECRET_SECONDS = 30 * 86_400
/** In characters, for a secret from elsewhere. One that is made here has 256 bits. */
const MIN_SECRET_LENGTH = 32
const MAX_SECRET_LENGTH = 255

export interface ClientSecrets {
  /** Makes a secret: `mcs_`, and 256 bits from a CSPRNG as base64url. */
  make(): string
  hmacOf(secret: string): string
  /**
   * Finds the live secret that was presented. It takes constant time, even if there is nothing to compare
   * with.
   *
   * @returns undefined if no live secret is the presented one.
   */
  find(presented: string, stored: readonly StoredSecret[], nowMs: number): StoredSecret | undefined
  /** The beginning of each HMAC that was made under the service secret in force. */
  readonly keyPrefix: string
  /** Whether it is stored under the previous service secret. It is dead once that is removed. */
  isUnderPrevious(stored: StoredSecret): boolean
}

/**
 * Says why a client cannot have `secret` (RFC 6749 Appendix A.2).
 *
 * @returns undefined if it can.
 */
export const givenSecretProblem = (secret: string): string | undefined =>
  /^[\x20-\x7e]*$/.test(secret) && secret.length >= MIN_SECRET_LENGTH && secret.length <= MAX_SECRET_LENGTH
    ? undefined
    : `must be ${MIN_SECRET_LENGTH} to ${MAX_SECRET_LENGTH} characters of ASCII`

/**
 * Whether a secret is live. An end further away than any rotation gives was written by a wrong clock, so
 * such a secret is not.
 */
const isLive = ({ expiresAtMs }: StoredSecret, nowMs: number): boolean =>
  expiresAtMs === null || (expiresAtMs > nowMs && expiresAtMs <= nowMs + MAX_PREVIOUS_SECRET_SECONDS * 1000 + CLOCK_SKEW_MS)

export function createClientSecrets(serviceSecret: ServiceSecret, system: System): ClientSecrets {
  const keys = deriveKeys(serviceSecret, 'client secrets').map((bytes) => createSecretKey(bytes))
  const key = keys[0]!
  const hmac = (with_: KeyObject, secret: string) => createHmac('sha256', with_).update(secret).digest()
  const nothing = hmac(key, system.randomBytes(32).toString('hex'))
  const keyPrefix = `${hmac(key, 'key id').subarray(0, 6).toString('base64url')}.`
  const hmacOf = (secret: string) => `${keyPrefix}${hmac(key, secret).toString('base64url')}`
  const bytesOf = (text: string) => Buffer.from(text.slice(text.indexOf('.') + 1), 'base64url')

  return {
    make: () => `mcs_${system.randomBytes(32).toString('base64url')}`,
    hmacOf,
    find(presented, stored, nowMs) {
      const candidates = keys.map((one) => hmac(one, presented))
      const live: { secret: StoredSecret | undefined; bytes: Buffer }[] = stored
        .filter((secret) => isLive(secret, nowMs))
        .map((secret) => ({ secret, bytes: bytesOf(secret.hmac) }))
      // Compare as often for a client without secrets, or for no client, as for one with secrets.
      while (live.length < MAX_LIVE_SECRETS) live.push({ secret: undefined, bytes: nothing })
      let matching: StoredSecret | undefined
      for (const candidate of candidates) for (const { secret, bytes } of live) matching = sameBytes(candidate, bytes) ? secret : matching
      return matching
    },
    keyPrefix,
    isUnderPrevious: ({ hmac: text }) => !text.startsWith(keyPrefix),
  }
}
