import type { AuditEvent } from '../events/event.ts'

/** What decides whether a service's own token, which has no session, is alive. */
export interface ServiceTokenLife {
  /** The client's epoch now; null if the client is disabled or gone. */
  clientEpoch: number | null
  /** What the client may have for itself as it is now. */
  clientScope: string
  revoked: boolean
  /** Moves whenever the signing keys change, by whatever process. */
  keysVersion: number
}

/** Tokens of services for themselves: they have no row until they are revoked. Every method throws a `Refusal` of code `unavailable` where the store fails. */
export interface RevokedTokenStore {
  /** As of now. */
  findServiceTokenLife(token: { clientId: string; jti: string }): Promise<ServiceTokenLife>
  /** Denies the token until it expires anyway. */
  revoke(token: { jti: string; expiresAtMs: number }, event: AuditEvent): Promise<void>
  sweepRevoked(beforeMs: number, limit: number): Promise<number>
}
