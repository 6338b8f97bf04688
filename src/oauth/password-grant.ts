import { presentedPasswordProblem } from '../accounts/password.ts'
import type { PasswordAuthentication } from '../accounts/password-authentication.ts'
import type { Client } from '../clients/client.ts'
import type { RefreshTokens } from '../sessions/refresh-token.ts'
import { newSession, type SessionPolicy } from '../sessions/session-policy.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import type { AccessTokens } from './access-token.ts'
import { type IssuedTokens, liveRefreshToken } from './issued-tokens.ts'
import { grantScope } from './scope.ts'

/**
 * `wrong_credentials`: unknown, disabled or a wrong password, which are not told apart. `unacceptable`: what was given cannot be a password.
 * Throws `invalid_scope` (RFC 6749 §5.2), only to those who gave the right password.
 */
export type PasswordGrant = (
  request: { client: Client; username: string; password: string; scope?: string | undefined },
  signal?: AbortSignal,
) => Promise<IssuedTokens | { refused: 'wrong_credentials' } | { refused: 'unacceptable'; problem: string }>

/** The resource owner password credentials grant (RFC 6749 §4.3), for first parties only (RFC 9700 §2.4). Opens a session. */
export function createPasswordGrant({
  authenticate,
  sessions,
  accessTokens,
  refreshTokens,
  policy,
  system,
}: {
  authenticate: PasswordAuthentication
  sessions: SessionStore
  accessTokens: AccessTokens
  refreshTokens: RefreshTokens
  policy: SessionPolicy
  system: System
}): PasswordGrant {
  return async ({ client, username, password, scope: requested }, signal) => {
    const problem = presentedPasswordProblem(password)
    if (problem !== undefined) return { refused: 'unacceptable', problem }
    const authenticated = await authenticate(username, password, signal)
    if (authenticated === undefined) return { refused: 'wrong_credentials' }
    const { user, serviceEpoch } = authenticated
    const scope = grantScope(requested, client, user.scope)
    const session = newSession({ userId: user.id, clientId: client.id, scope, userEpoch: user.epoch, serviceEpoch }, policy, system)
    // Signed before it is stored: a failed issuance leaves nothing behind, and what is answered is durable (REQUIREMENTS T 14).
    const accessToken = await accessTokens.issueForSession(session, user, scope)
    await sessions.open(session)
    return { accessToken, scope, refreshToken: liveRefreshToken(session, refreshTokens, system.nowMs()) }
  }
}
