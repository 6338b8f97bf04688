/**
 * The refresh (RFC 6749 §6, RFC 9700 §4.14.2), from the presented token to the issued tokens: open → limit →
 * standing → judge → scope and audience → rotate → sign.
 *
 * A read can refuse without writing; one guarded UPDATE decides. Of any number of requests with one token, on
 * any number of replicas, one raises the counter. The others read what it wrote, and within the grace they
 * get the same successor. So does a request that repeats the `Idempotency-Key`.
 *
 * The rules are in `sessions/rotation.ts` (reuse, grace), `sessions/epoch.ts` (alive or not), `scope.ts` and
 * `audience.ts`.
 *
 * @module
 */

import type { ClientDirectory } from '../clients/client-directory.ts'
import { unavailable } from '../errors.ts'
import type { Caller } from '../events/event.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { IdempotencyKeys } from '../sessions/idempotency-key.ts'
import type { RefreshTokens } from '../sessions/refresh-token.ts'
import { judge, successorOf } from '../sessions/rotation.ts'
import type { SessionPolicy } from '../sessions/session-policy.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import type { RefusalLimiter } from '../throttle/refusal-limiter.ts'
import type { AccessTokens, IssuedTokens } from './access-token.ts'
import { audienceForPerson } from './audience.ts'
import { createTokenOpening, type DeadGrant, type PresentedToken, presenterOf } from './presented-token.ts'
import { refreshScope } from './scope.ts'

/**
 * @throws {Refusal} `unauthorized_client`, `forbidden` or `too_many_requests`; and `invalid_scope` or
 * `invalid_target` if more is asked for than was granted. None of them spends the token.
 */
export type Refresh = (presented: PresentedToken, from: { caller: Caller; idempotencyKey?: string | undefined }) => Promise<Refreshed>

export type Refreshed = ({ kind: 'refreshed' } & IssuedTokens) | DeadGrant

/** How refreshes ended, for `/metrics`. Refusals that are thrown are counted by their code. */
export type RefreshCounts = Record<'rotated' | 'retried' | DeadGrant['reason'], number>

interface Needs {
  clients: ClientDirectory
  sessions: SessionStore
  accessTokens: AccessTokens
  refreshTokens: RefreshTokens
  idempotencyKeys: IdempotencyKeys
  keys: Pick<KeyRing, 'refresh' | 'signer'>
  limiter: RefusalLimiter
  issuer: string
  policy: SessionPolicy
  system: System
  counts: RefreshCounts
}

/**
 * A request that lost a race reads what the winner wrote. After this many rounds, something else is changing
 * the row.
 */
const MAX_ROUNDS = 3

/** The event, and the reason in the answer, if a session must end. */
const ENDINGS = {
  reused: { type: 'refresh_reused', reason: 'refresh_reused' },
  restored: { type: 'session_restored', reason: 'session_revoked' },
} as const

export function createRefresh(needs: Needs): Refresh {
  const { clients, sessions, accessTokens, refreshTokens, idempotencyKeys, keys, limiter, issuer, policy, system, counts } = needs
  const open = createTokenOpening(needs)
  /**
   * Finds a public client that may refresh. A confidential client must authenticate, so it presents its token
   * in the form.
   */
  const publicClient = async (id: string) => {
    const client = await clients.find(id)
    return client !== undefined && !client.confidential && client.grants.includes('refresh_token') ? client : undefined
  }

  return async (presented, { caller, idempotencyKey }) => {
    const presenter = presenterOf(presented, clients)
    const opened = await open(presented)

    // Limit: a refusal counts against the address, and against the client if the token's client is known
    // (REQUIREMENTS L 8).
    let limitedId = presenter?.id ?? ''
    const refuse = (dead: DeadGrant): DeadGrant => {
      counts[dead.reason] += 1
      limiter.count({ clientId: limitedId, addressKey: caller.addressKey })
      return dead
    }
    if (opened.kind === 'dead') return refuse(opened)
    const { sessionId, counter } = opened
    const idempotencyHmac = idempotencyKey === undefined ? null : idempotencyKeys.hmacOf(idempotencyKey, opened)

    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      // Standing: one read. For an access token, the verification has already made it.
      const { standing, keysVersion } = (round === 0 ? opened.read : undefined) ?? (await sessions.findStanding(sessionId))
      // A row is swept only after its absolute end.
      if (standing === undefined) return refuse({ kind: 'dead', reason: 'refresh_expired' })
      const { clientId, userId } = standing.session
      limitedId = presenter?.id ?? clientId
      const client = presenter ?? (await publicClient(clientId))
      if (client?.id !== clientId) return refuse({ kind: 'dead', reason: 'unknown' })

      // Judge: first whether the session is over, then whether the token was reused.
      const nowMs = system.nowMs()
      const repeatsKey = idempotencyKey !== undefined && idempotencyKeys.matches(standing.session.idempotencyHmac, idempotencyKey, opened)
      const verdict = judge(standing, { counter, repeatsKey }, nowMs, policy.refreshGraceSeconds * 1000)
      if (verdict.kind === 'dead') return refuse({ kind: 'dead', reason: verdict.reason })
      if (verdict.kind === 'end') {
        const { type, reason } = ENDINGS[verdict.because]
        // The end is committed even though the answer is a refusal (RFC 9700 §4.14.2).
        await sessions.end(sessionId, verdict.because, { type, atMs: nowMs, userId, clientId, sessionId, address: caller.address })
        return refuse({ kind: 'dead', reason })
      }

      // Scope and audience, before anything is spent (RFC 6749 §6).
      const scope = refreshScope(opened.scope, standing.session.scope, client, verdict.user.scope)
      const audience = audienceForPerson(opened.resources, client, issuer)

      // Rotate, unless it is a retry. Check first that a key can sign: a token spent in vain would count as
      // reuse after the grace.
      await keys.refresh(keysVersion)
      keys.signer()
      const isRetry = verdict.kind === 'retry'
      const session = isRetry ? standing.session : successorOf(standing.session, policy, nowMs, idempotencyHmac)
      if (!isRetry && !(await sessions.rotate(session))) continue

      // Sign.
      const accessToken = await accessTokens.issueForSession(session, verdict.user, scope, audience)
      counts[isRetry ? 'retried' : 'rotated'] += 1
      if (opened.kind === 'access_token') return { kind: 'refreshed', accessToken, scope }
      return { kind: 'refreshed', accessToken, scope, refreshToken: refreshTokens.live(session, system.nowMs()) }
    }
    throw unavailable('The session is being changed. Try again.')
  }
}
