/**
 * The resource owner password credentials grant (RFC 6749 §4.3): check the password → scope and audience →
 * session → sign → store. RFC 9700 §2.4 forbids this grant. Mintmark offers it nevertheless, for first-party
 * front ends only; docs/conformance.md names this departure.
 *
 * @module
 */

import { presentedPasswordProblem } from '../accounts/password.ts'
import { type NotAuthenticated, orGiveBack, type PasswordAuthentication } from '../accounts/password-authentication.ts'
import { type Client, requireGrant } from '../clients/client.ts'
import type { Caller } from '../events/event.ts'
import type { RefusalTally } from '../events/refusal-tally.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { RefreshTokens } from '../sessions/refresh-token.ts'
import { newSession, type SessionPolicy, sessionOfOneToken } from '../sessions/session-policy.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import type { AccessTokens, IssuedTokens } from './access-token.ts'
import { audienceForPerson } from './audience.ts'
import { grantScope } from './scope.ts'

/**
 * @throws {Refusal} `unauthorized_client`; only after a right password also `invalid_scope` (RFC 6749 §5.2)
 * or `invalid_target` (RFC 8707 §2).
 */
export type PasswordGrant = (
  request: { client: Client; username: string; password: string; scope?: string | undefined; resources: readonly string[]; caller: Caller },
  signal?: AbortSignal,
) => Promise<PasswordGranted>

export type PasswordGranted =
  | ({ kind: 'issued' } & IssuedTokens)
  /** Only the log says what was wrong. */
  | ({ kind: 'wrong_credentials' } & Pick<NotAuthenticated, 'userId' | 'why'>)
  /** The text cannot be a password. */
  | { kind: 'unacceptable'; problem: string }

/** How logins ended, for `/metrics`. Refusals that are thrown are counted by their code. */
export type LoginCounts = Record<'succeeded' | 'unacceptable' | NotAuthenticated['why'], number>

interface Needs {
  authenticate: PasswordAuthentication
  sessions: SessionStore
  accessTokens: AccessTokens
  refreshTokens: RefreshTokens
  keys: Pick<KeyRing, 'refresh'>
  refusals: RefusalTally
  issuer: string
  policy: SessionPolicy
  /** The lifetime of an access token. */
  ttlSeconds: number
  system: System
  counts: LoginCounts
}

export function createPasswordGrant(needs: Needs): PasswordGrant {
  const { authenticate, sessions, accessTokens, refreshTokens, keys, refusals, issuer, policy, ttlSeconds, system, counts } = needs

  return async ({ client, username, password, scope: requested, resources, caller }, signal) => {
    requireGrant(client, 'password')
    const problem = presentedPasswordProblem(password)
    if (problem !== undefined) {
      counts.unacceptable += 1
      return { kind: 'unacceptable', problem }
    }

    const authenticated = await authenticate({ username, password, caller }, signal)
    if (authenticated.kind === 'refused') {
      const { userId, why } = authenticated
      counts[why] += 1
      refusals.add({ type: 'login_refused', atMs: system.nowMs(), userId, clientId: client.id, address: caller.address })
      return { kind: 'wrong_credentials', userId, why }
    }
    const { user, serviceEpoch, keysVersion, settlement } = authenticated
    const refreshable = client.grants.includes('refresh_token')

    // Sign before storing: a failed issuance leaves nothing behind, and what is answered is durable
    // (REQUIREMENTS T 14).
    const { session, accessToken } = await orGiveBack(authenticated, async () => {
      const scope = grantScope(requested, client, user.scope)
      const audience = audienceForPerson(resources, client, issuer)
      await keys.refresh(keysVersion)
      const epochs = { userEpoch: user.epoch, clientEpoch: client.epoch, serviceEpoch }
      const ofCaller = { address: caller.address, device: caller.device ?? null }
      const opened = { ...epochs, ...ofCaller, userId: user.id, clientId: client.id, scope }
      const session = refreshable ? newSession(opened, policy, system) : sessionOfOneToken(opened, policy, ttlSeconds, system)
      return { session, accessToken: await accessTokens.issueForSession(session, user, scope, audience) }
    })

    const { id: sessionId, createdAtMs: atMs, scope } = session
    const event = { type: 'login', atMs, userId: user.id, clientId: client.id, sessionId, address: caller.address } as const
    await sessions.open(session, { event, settlement })
    counts.succeeded += 1
    // A client that may not use a refresh token does not get one.
    if (!refreshable) return { kind: 'issued', accessToken, scope }
    return { kind: 'issued', accessToken, scope, refreshToken: refreshTokens.live(session, atMs) }
  }
}
