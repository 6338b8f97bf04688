import { decodeJwt, decodeProtectedHeader } from 'jose'
import { REFRESH_TOKEN_PREFIX, type RefreshTokens } from '../sessions/refresh-token.ts'
import { judge, type Verdict } from '../sessions/rotation.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import type { AccessTokens } from './access-token.ts'

/**
 * What a token says, even if another service made it. For an operator it adds whether the token is alive
 * here, and if not, why.
 */
export interface InspectedToken {
  kind: 'access_token' | 'refresh_token'
  header?: Record<string, unknown>
  /** Of a refresh token: its counter, its session, and the session's user and client. */
  claims: Record<string, unknown>
  alive: boolean
  problem?: string
}

/**
 * Returns undefined if the text is not a token. Inspection changes nothing: even a reused refresh token does
 * not end its session here.
 */
export type TokenInspection = (token: string) => Promise<InspectedToken | undefined>

export function createTokenInspection({
  accessTokens,
  refreshTokens,
  sessions,
  refreshGraceSeconds,
  system,
}: {
  accessTokens: AccessTokens
  refreshTokens: RefreshTokens
  sessions: SessionStore
  refreshGraceSeconds: number
  system: System
}): TokenInspection {
  async function ofRefreshToken(token: string): Promise<InspectedToken | undefined> {
    const presented = refreshTokens.open(token)
    if (presented === undefined) return undefined
    const { sessionId, counter } = presented
    const { standing } = await sessions.findStanding(sessionId)
    const claims = { sid: sessionId, counter, ...(standing && { sub: standing.session.userId, client_id: standing.session.clientId }) }
    if (standing === undefined) return { kind: 'refresh_token', claims, alive: false, problem: 'its session is gone' }
    const problem = problemOf(judge(standing, { counter, repeatsKey: false }, system.nowMs(), refreshGraceSeconds * 1000))
    return { kind: 'refresh_token', claims, ...lifeOf(problem) }
  }
  async function ofAccessToken(token: string): Promise<InspectedToken | undefined> {
    const decoded = decode(token)
    if (decoded === undefined) return undefined
    const verified = await accessTokens.verify(token)
    return { kind: 'access_token', ...decoded, ...lifeOf(verified.kind === 'alive' ? undefined : verified.problem) }
  }
  return (token) => (token.startsWith(REFRESH_TOKEN_PREFIX) ? ofRefreshToken(token) : ofAccessToken(token))
}

const lifeOf = (problem: string | undefined) => (problem === undefined ? { alive: true } : { alive: false, problem })

function problemOf(verdict: Verdict): string | undefined {
  if (verdict.kind === 'live') return undefined
  if (verdict.kind === 'retry') return 'it was used before, and its grace is not over'
  if (verdict.kind === 'dead') return verdict.reason === 'refresh_expired' ? 'its session is expired' : 'its session is revoked'
  return verdict.because === 'reused' ? 'it was used before' : 'it is ahead of its session, as after a restored backup'
}

function decode(token: string): Pick<InspectedToken, 'header' | 'claims'> | undefined {
  try {
    return { header: { ...decodeProtectedHeader(token) }, claims: decodeJwt(token) }
  } catch {
    return undefined
  }
}
