import type { AuditEvent } from '../events/event.ts'

/** What decides whether a token that has no session is alive. */
export interface ServiceStanding {
  /** Of the client as it is now; null where it is disabled or gone. */
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
  findServiceStanding(token: { clientId: string; jti: string }): Promise<ServiceStanding>
  /** Denies the token until it expires anyway. */
  revoke(token: { jti: string; expiresAtMs: number }, event: AuditEvent): Promise<void>
  sweepRevoked(beforeMs: number, limit: number): Promise<number>
}
