import { createHmac } from 'node:crypto'
import { deriveKeys, sameBytes } from '../secret/derived-key.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'

/**
 * The `Idempotency-Key` of a refresh (draft-ietf-httpapi-idempotency-key-header). The session's row keeps an HMAC over the key and the token that it came with, so
 * the row tells nobody the key, and the same key with another token is nothing.
 *
 * @module
 */

/** What names the token that a refresh spends. */
export interface SpentToken {
  sessionId: string
  counter: number
  /** Of an access token that stands in for the refresh token. Several carry one counter, each with a scope of its own. */
  jti?: string | undefined
}

export interface IdempotencyKeys {
  /** What the row keeps, as base64url. */
  hmacOf(key: string, spent: SpentToken): string
  /** Whether what the row keeps was made of this key and this token. Never where one of the two keys is absent. */
  matches(kept: string | null, key: string | undefined, spent: SpentToken): boolean
}

export function createIdempotencyKeys(secret: ServiceSecret): IdempotencyKeys {
  const keys = deriveKeys(secret, 'idempotency keys')
  const [making] = keys
  const hmac = (by: Buffer, key: string, spent: SpentToken) => createHmac('sha256', by).update(asText(key, spent)).digest()

  return {
    hmacOf: (key, spent) => hmac(making, key, spent).toString('base64url'),
    matches(kept, key, spent) {
      if (kept === null || key === undefined) return false
      const bytes = Buffer.from(kept, 'base64url')
      return keys.some((by) => sameBytes(hmac(by, key, spent), bytes))
    },
  }
}

/** None of the parts has a line end, so no two requests make the same text. */
const asText = (key: string, { sessionId, counter, jti = '' }: SpentToken) => [sessionId, counter, jti, key].join('\n')
