import type { components } from './generated/openapi.ts'
import type { AccessToken } from './result.ts'
import type { StoredSession } from './token-store.ts'

/** A token is refreshed this long before its end, or in the last tenth of its life where that is shorter. */
const REFRESH_AHEAD_MS = 30_000

/** When a token of `lifeSeconds`, asked for at `sentAtMs`, ends at the earliest, and when to get the next one. */
export function timesOf(lifeSeconds: number, sentAtMs: number): { accessExpiresAtMs: number; refreshAtMs: number } {
  const lifeMs = lifeSeconds * 1000
  const accessExpiresAtMs = sentAtMs + lifeMs
  return { accessExpiresAtMs, refreshAtMs: accessExpiresAtMs - Math.min(REFRESH_AHEAD_MS, lifeMs / 10) }
}

/** @param kept what goes on with a session: its refresh token where the answer has none (RFC 6749 §6), whom it asks for tokens for, and its login */
export function sessionOf(
  body: components['schemas']['TokenResponse'],
  sentAtMs: number,
  kept: Pick<StoredSession, 'refreshToken' | 'resource' | 'login'> = {},
): StoredSession {
  const refreshToken = body.refresh_token ?? kept.refreshToken
  return {
    accessToken: body.access_token,
    scope: body.scope,
    ...timesOf(body.expires_in, sentAtMs),
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(kept.resource === undefined ? {} : { resource: kept.resource }),
    ...(kept.login === undefined ? {} : { login: kept.login }),
  }
}

/** Whether its access token may be sent without a thought; not one that a service has just refused. */
export const isFresh = (session: StoredSession, nowMs: number, rejected: string | undefined): boolean =>
  nowMs < session.refreshAtMs && session.accessToken !== rejected

/** Whether its access token may still be sent where no other is to be had. */
export const isUsable = (session: StoredSession, nowMs: number, rejected: string | undefined): boolean =>
  nowMs < session.accessExpiresAtMs && session.accessToken !== rejected

export const accessTokenOf = ({ accessToken, accessExpiresAtMs, scope, login }: StoredSession): AccessToken => ({
  status: 'ok',
  accessToken,
  expiresAtMs: accessExpiresAtMs,
  scope,
  ...(login === undefined ? {} : { login }),
})
