import type { AuditEvent } from '../events/event.ts'

/** What decides whether the own token of a service, which has no session, is alive. */
export interface ServiceTokenLife {
  /** The client's epoch now; null if the client is disabled or gone. */
  clientEpoch: number | null
  /** What the client may have for itself as it is now. */
  clientScope: string
  revoked: boolean
  /** Changes whenever a process changes the signing keys. */
  keysVersion: number
}

/**
 * The tokens that services have for themselves. They have no row until they are revoked.
 *
 * @throws {Refusal} unavailable, from every method, if the store fails.
 */
export interface RevokedTokenStore {
  /** Reads the state of now. */
  findServiceTokenLife(token: { clientId: string; jti: string }): Promise<ServiceTokenLife>
  /** Refuses the token from now on, until it expires anyway. */
  revoke(token: { jti: string; expiresAtMs: number }, event: AuditEvent): Promise<void>
  /** Forgets what expired before `beforeMs`, at most `limit` at once. Returns how many. */
  sweepRevoked(beforeMs: number, limit: number): Promise<number>
}
