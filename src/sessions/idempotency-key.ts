import { createHmac } from 'node:crypto'
import { deriveKeys, sameBytes } from '../secret/derived-key.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'

/**
 * The `Idempotency-Key` of a refresh (draft-ietf-httpapi-idempotency-key-header). The session's row keeps an
 * HMAC over the key and the token that it came with: the row does not give the key away, and the key is good
 * with no other token.
 *
 * @module
 */

/** Names the token that a refresh spends. */
export interface SpentToken {
  sessionId: string
  counter: number
  /**
   * Of an access token in the place of the refresh token. Several carry one counter, each with a scope of its
   * own.
   */
  jti?: string | undefined
}

export interface IdempotencyKeys {
  /** The HMAC for the row, as base64url. */
  hmacOf(key: string, spent: SpentToken): string
  /** Whether the row's HMAC was made of this key and this token; never if either is absent. */
  matches(stored: string | null, key: string | undefined, spent: SpentToken): boolean
}

export function createIdempotencyKeys(secret: ServiceSecret): IdempotencyKeys {
  const keys = deriveKeys(secret, 'idempotency keys')
  const [making] = keys
  const hmac = (by: Buffer, key: string, spent: SpentToken) => createHmac('sha256', by).update(asText(key, spent)).digest()

  return {
    hmacOf: (key, spent) => hmac(making, key, spent).toString('base64url'),
    matches(stored, key, spent) {
      if (stored === null || key === undefined) return false
      const bytes = Buffer.from(stored, 'base64url')
      return keys.some((by) => sameBytes(hmac(by, key, spent), bytes))
    },
  }
}

/** No part has a line end, so no two requests make the same text. */
const asText = (key: string, { sessionId, counter, jti = '' }: SpentToken) => [sessionId, counter, jti, key].join('\n')
