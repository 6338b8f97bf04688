import { createHmac } from 'node:crypto'
import { deriveKeys, sameBytes } from '../secret/derived-key.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'

/**
 * The `Idempotency-Key` of a refresh (draft-ietf-httpapi-idempotency-key-header). The session's row stores an
 * HMAC over the key and the token that came with it. So the row does not reveal the key, and the key works
 * with no other token.
 *
 * @module
 */

/** Identifies the token that a refresh spends. */
export interface SpentToken {
  sessionId: string
  counter: number
  /**
   * The id of the access token, if one was presented in place of a refresh token. Several access tokens can
   * share a counter, each with its own scope.
   */
  jti?: string | undefined
}

export interface IdempotencyKeys {
  /** Computes the HMAC for the row, as base64url. */
  hmacOf(key: string, spent: SpentToken): string
  /** Checks that the row's HMAC was made from this key and this token. Returns false if either is absent. */
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

/** No part contains a line break, so two different requests never give the same text. */
const asText = (key: string, { sessionId, counter, jti = '' }: SpentToken) => [sessionId, counter, jti, key].join('\n')
