import { createHmac, timingSafeEqual } from 'node:crypto'
import { deriveKey, type ServiceSecret } from '../keys/service-secret.ts'
import type { System } from '../system.ts'

/** A secret as it is stored: an HMAC, which, presented as a secret, is none. */
export interface StoredSecret {
  id: string
  hmac: string
  createdAtMs: number
  /** Null: until it is removed. */
  expiresAtMs: number | null
}

/** So many are live at the most: during a rotation the old one is. */
const MAX_LIVE_SECRETS = 2
/** One given from outside; those that are made here have 256 bit. */
export const MIN_SECRET_LENGTH = 32
const MAX_SECRET_LENGTH = 255

export interface ClientSecrets {
  /** 256 bit from a CSPRNG, as `mcs_` and base64url. */
  make(): string
  hmacOf(secret: string): string
  /** In constant time, whether there is a secret to compare with or not. */
  matches(presented: string, stored: readonly StoredSecret[], nowMs: number): boolean
}

/** What keeps `secret` from being given to a client; undefined where nothing does. Visible ASCII (RFC 6749 Appendix A.2). */
export const givenSecretProblem = (secret: string): string | undefined =>
  /^[\x20-\x7e]*$/.test(secret) && secret.length >= MIN_SECRET_LENGTH && secret.length <= MAX_SECRET_LENGTH
    ? undefined
    : `must be ${MIN_SECRET_LENGTH} to ${MAX_SECRET_LENGTH} characters of ASCII`

export function createClientSecrets({ current, previous }: ServiceSecret, system: System): ClientSecrets {
  const [key, ...older] = [current, ...(previous ? [previous] : [])].map((secret) => deriveKey(secret, 'client secrets')) as [
    Buffer,
    ...Buffer[],
  ]
  const hmac = (with_: Buffer, secret: string) => createHmac('sha256', with_).update(secret).digest()
  const nothing = hmac(key, system.randomBytes(32).toString('hex'))

  return {
    make: () => `mcs_${system.randomBytes(32).toString('base64url')}`,
    hmacOf: (secret) => hmac(key, secret).toString('base64url'),
    matches(presented, stored, nowMs) {
      const candidates = [key, ...older].map((one) => hmac(one, presented))
      const live = stored
        .filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > nowMs)
        .map(({ hmac: text }) => Buffer.from(text, 'base64url'))
      // As many comparisons for a client without secrets, or for none, as for one with them.
      while (live.length < MAX_LIVE_SECRETS) live.push(nothing)
      let found = false
      for (const candidate of candidates) for (const one of live) found = timingSafeEqual(candidate, one) || found
      return found
    },
  }
}
