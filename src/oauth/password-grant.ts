import { presentedPasswordProblem } from '../accounts/password.ts'
import { type NotAuthenticated, orGiveBack, type PasswordAuthentication } from '../accounts/password-authentication.ts'
import { type Client, requireGrant } from '../clients/client.ts'
import type { Caller } from '../events/event.ts'
import type { RefusalTally } from '../events/refusal-tally.ts'
import type { RefreshTokens } from '../sessions/refresh-token.ts'
import { newSession, type SessionPolicy, sessionOfOneToken } from '../sessions/session-policy.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import type { AccessTokens } from './access-token.ts'
import { audienceForPerson } from './audience.ts'
import { type IssuedTokens, liveRefreshToken } from './issued-tokens.ts'
import { grantScope } from './scope.ts'

/**
 * `wrong_credentials`: unknown, disabled or a wrong password, which are told apart to the log alone. `unacceptable`: what was given cannot be a password.
 * Throws `unauthorized_client` and, only to those who gave the right password, `invalid_scope` (RFC 6749 §5.2) or `invalid_target` (RFC 8707 §2).
 */
export type PasswordGrant = (
  request: { client: Client; username: string; password: string; scope?: string | undefined; resources: readonly string[]; caller: Caller },
  signal?: AbortSignal,
) => Promise<IssuedTokens | ({ refused: 'wrong_credentials' } & NotAuthenticated) | { refused: 'unacceptable'; problem: string }>

/**
 * The resource owner password credentials grant (RFC 6749 §4.3). Opens a session. RFC 9700 §2.4 forbids this grant; it is offered all the same, for
 * first-party front ends only: a known departure, which docs/conformance.md names.
 */
export function createPasswordGrant({
  authenticate,
  sessions,
  accessTokens,
  refreshTokens,
  refusals,
  issuer,
  policy,
  ttlSeconds,
  system,
}: {
  authenticate: PasswordAuthentication
  sessions: SessionStore
  accessTokens: AccessTokens
  refreshTokens: RefreshTokens
  refusals: RefusalTally
  issuer: string
  policy: SessionPolicy
  /** Of an access token. */
  ttlSeconds: number
  system: System
}): PasswordGrant {
  const begun = (refreshable: boolean, opened: Parameters<typeof newSession>[0]) =>
    refreshable ? newSession(opened, policy, system) : sessionOfOneToken(opened, policy, ttlSeconds, system)

  return async ({ client, username, password, scope: requested, resources, caller }, signal) => {
    requireGrant(client, 'password')
    const problem = presentedPasswordProblem(password)
    if (problem !== undefined) return { refused: 'unacceptable', problem }
    const authenticated = await authenticate({ username, password, caller }, signal)
    if (!('user' in authenticated)) {
      const { userId } = authenticated
      refusals.add({ type: 'login_refused', atMs: system.nowMs(), userId, clientId: client.id, address: caller.address })
      return { refused: 'wrong_credentials', ...authenticated }
    }
    const { user, serviceEpoch, settlement } = authenticated
    const refreshable = client.grants.includes('refresh_token')
    const epochs = { userEpoch: user.epoch, clientEpoch: client.epoch, serviceEpoch }
    const ofCaller = { address: caller.address, device: caller.device ?? null }
    // Signed before it is stored: a failed issuance leaves nothing behind, and what is answered is durable (REQUIREMENTS T 14).
    const { session, accessToken } = await orGiveBack(authenticated, async () => {
      const scope = grantScope(requested, client, user.scope)
      const audience = audienceForPerson(resources, client, issuer)
      const session = begun(refreshable, { ...epochs, ...ofCaller, userId: user.id, clientId: client.id, scope })
      return { session, accessToken: await accessTokens.issueForSession(session, user, scope, audience) }
    })
    const { scope } = session
    const event = {
      type: 'login',
      atMs: session.createdAtMs,
      userId: user.id,
      clientId: client.id,
      sessionId: session.id,
      address: caller.address,
    } as const
    await sessions.open(session, { event, settlement })
    // One that the client may not use is not given to it.
    if (!refreshable) return { accessToken, scope }
    return { accessToken, scope, refreshToken: liveRefreshToken(session, refreshTokens, session.createdAtMs) }
  }
}
