import type { RefreshTokens } from '../sessions/refresh-token.ts'
import type { Session } from '../sessions/session.ts'
import type { IssuedAccessToken } from './access-token.ts'

/** What a grant answers with (RFC 6749 §5.1). */
export interface IssuedTokens {
  accessToken: IssuedAccessToken
  scope: string
  refreshToken?: IssuedRefreshToken
}

export interface IssuedRefreshToken {
  token: string
  /** Until the session ends unless it is refreshed. */
  expiresInSeconds: number
}

/** The refresh token that is live for the session as it stands. */
export function liveRefreshToken(session: Session, refreshTokens: RefreshTokens, nowMs: number): IssuedRefreshToken {
  const endsAtMs = Math.min(session.idleEndsAtMs, session.endsAtMs)
  return {
    token: refreshTokens.mint({ sessionId: session.id, counter: session.counter }),
    expiresInSeconds: Math.max(0, Math.floor((endsAtMs - nowMs) / 1000)),
  }
}
