import { createHmac, timingSafeEqual } from 'node:crypto'
import { deriveKeys } from '../secret/derived-key.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'
import type { Session } from './session.ts'

/**
 * The refresh token: `mrt_` and base64url of
 *
 *     version (1) | key id (4) | session id (16) | counter (6) | HMAC-SHA-256 of the bytes before (32)
 *
 * It is not stored: the session's row says which counter is live. So the same session and counter always give
 * the same token, and a retry gets the same answer. The HMAC reveals a forged token without a read of the
 * database.
 *
 * @module
 */

export const REFRESH_TOKEN_PREFIX = 'mrt_'
const VERSION = 1
const COUNTER_AT = 21
const HMAC_AT = 27
const LENGTH = 59

export interface RefreshTokenContent {
  sessionId: string
  counter: number
}

export interface LiveRefreshToken {
  token: string
  /** How long the session lasts if it is not refreshed. */
  expiresInSeconds: number
}

export interface RefreshTokens {
  mint(content: RefreshTokenContent): string
  /** Makes the token that is live for a session, as it is at `nowMs`. */
  live(session: Session, nowMs: number): LiveRefreshToken
  /** Returns undefined if this service did not make the token, or not in this spelling. */
  open(token: string): RefreshTokenContent | undefined
}

export function createRefreshTokens(secret: ServiceSecret): RefreshTokens {
  const [current, ...older] = deriveKeys(secret, 'refresh tokens')
  const named = (key: Buffer) => ({ key, id: createHmac('sha256', key).update('key id').digest().subarray(0, 4) })
  const signing = named(current)
  const keys = [signing, ...older.map(named)]
  const hmac = (key: Buffer, bytes: Buffer) => createHmac('sha256', key).update(bytes.subarray(0, HMAC_AT)).digest()

  function mint({ sessionId, counter }: RefreshTokenContent): string {
    const bytes = Buffer.alloc(LENGTH)
    bytes[0] = VERSION
    signing.id.copy(bytes, 1)
    Buffer.from(sessionId, 'base64url').copy(bytes, 5)
    bytes.writeUIntBE(counter, COUNTER_AT, 6)
    hmac(signing.key, bytes).copy(bytes, HMAC_AT)
    return REFRESH_TOKEN_PREFIX + bytes.toString('base64url')
  }

  return {
    mint,
    live({ id, counter, idleEndsAtMs, endsAtMs }, nowMs) {
      const expiresInSeconds = Math.max(0, Math.floor((Math.min(idleEndsAtMs, endsAtMs) - nowMs) / 1000))
      return { token: mint({ sessionId: id, counter }), expiresInSeconds }
    },
    open(token) {
      if (!token.startsWith(REFRESH_TOKEN_PREFIX)) return undefined
      const text = token.slice(REFRESH_TOKEN_PREFIX.length)
      const bytes = Buffer.from(text, 'base64url')
      // `Buffer` accepts spellings that RFC 4648 §3.5 forbids. A token has exactly one.
      if (bytes.length !== LENGTH || bytes.toString('base64url') !== text || bytes[0] !== VERSION) return undefined
      const key = keys.find(({ id }) => id.equals(bytes.subarray(1, 5)))?.key
      if (key === undefined || !timingSafeEqual(hmac(key, bytes), bytes.subarray(HMAC_AT))) return undefined
      return { sessionId: bytes.toString('base64url', 5, COUNTER_AT), counter: bytes.readUIntBE(COUNTER_AT, 6) }
    },
  }
}
