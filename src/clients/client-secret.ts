import { createHmac } from 'node:crypto'
import { deriveKeys, sameBytes } from '../secret/derived-key.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'
import { CLOCK_SKEW_MS } from '../sessions/rotation.ts'
import type { System } from '../system.ts'

/** A secret as it is stored: its HMAC, which nobody can present as the secret. */
export interface StoredSecret {
  id: string
  /** The id of the key that it was made with, a dot, and the HMAC. */
  hmac: string
  createdAtMs: number
  /** Null: until it is removed. */
  expiresAtMs: number | null
}

/** At most so many are live: during a rotation the old one still is. */
const MAX_LIVE_SECRETS = 2
/** How long the old one may live on. */
export const MAX_PREVIOUS_SECRET_SECONDS = 30 * 86_400
/** For a secret from elsewhere. One that is made here has 256 bit. */
const MIN_SECRET_LENGTH = 32
const MAX_SECRET_LENGTH = 255

export interface ClientSecrets {
  /** 256 bit from a CSPRNG, as `mcs_` and base64url. */
  make(): string
  hmacOf(secret: string): string
  /** The live secret that was presented. It takes constant time, even if there is nothing to compare with. */
  find(presented: string, stored: readonly StoredSecret[], nowMs: number): StoredSecret | undefined
  /** The HMACs under the service secret in force begin with it. */
  readonly keyPrefix: string
  /** Whether it is stored under the previous service secret, and dies with that. */
  isUnderPrevious(stored: StoredSecret): boolean
}

/** Why a client cannot have `secret` (RFC 6749 Appendix A.2). @returns undefined if it can. */
export const givenSecretProblem = (secret: string): string | undefined =>
  /^[\x20-\x7e]*$/.test(secret) && secret.length >= MIN_SECRET_LENGTH && secret.length <= MAX_SECRET_LENGTH
    ? undefined
    : `must be ${MIN_SECRET_LENGTH} to ${MAX_SECRET_LENGTH} characters of ASCII`

/** A clock that was ahead wrote an end further away than any rotation gives. Such a secret is not live. */
const isLive = ({ expiresAtMs }: StoredSecret, nowMs: number): boolean =>
  expiresAtMs === null || (expiresAtMs > nowMs && expiresAtMs <= nowMs + MAX_PREVIOUS_SECRET_SECONDS * 1000 + CLOCK_SKEW_MS)

export function createClientSecrets(serviceSecret: ServiceSecret, system: System): ClientSecrets {
  const keys = deriveKeys(serviceSecret, 'client secrets')
  const [key] = keys
  const hmac = (with_: Buffer, secret: string) => createHmac('sha256', with_).update(secret).digest()
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
      // As many comparisons for a client without secrets, or for none, as for one with them.
      while (live.length < MAX_LIVE_SECRETS) live.push({ secret: undefined, bytes: nothing })
      let matching: StoredSecret | undefined
      for (const candidate of candidates) for (const { secret, bytes } of live) matching = sameBytes(candidate, bytes) ? secret : matching
      return matching
    },
    keyPrefix,
    isUnderPrevious: ({ hmac: text }) => !text.startsWith(keyPrefix),
  }
}
