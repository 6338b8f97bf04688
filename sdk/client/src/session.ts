import type { Slot } from './audience.ts'
import type { components } from './contract.ts'
import type { AccessToken } from './result.ts'
import type { StoredSession, StoredToken } from './token-store.ts'

type TokenResponse = components['schemas']['TokenResponse']

/** A token is refreshed this long before its end, or in the last tenth of its life where that is shorter. */
const REFRESH_AHEAD_MS = 30_000

/** When a token of `lifeSeconds`, asked for at `sentAtMs`, ends at the earliest, and when to get the next one. */
export function timesOf(lifeSeconds: number, sentAtMs: number): { accessExpiresAtMs: number; refreshAtMs: number } {
  const lifeMs = lifeSeconds * 1000
  const accessExpiresAtMs = sentAtMs + lifeMs
  return { accessExpiresAtMs, refreshAtMs: accessExpiresAtMs - Math.min(REFRESH_AHEAD_MS, lifeMs / 10) }
}

export const tokenOf = ({ access_token, expires_in, scope }: TokenResponse, sentAtMs: number): StoredToken => ({
  accessToken: access_token,
  scope,
  ...timesOf(expires_in, sentAtMs),
})

/** @param kept what the login asked for, and its name */
export const sessionOf = (body: TokenResponse, sentAtMs: number, kept: Pick<StoredSession, 'resource' | 'login'>): StoredSession => ({
  ...tokenOf(body, sentAtMs),
  ...(body.refresh_token === undefined ? {} : { refreshToken: body.refresh_token }),
  ...(kept.resource === undefined ? {} : { resource: kept.resource }),
  ...(kept.login === undefined ? {} : { login: kept.login }),
})

/**
 * The session after a refresh for `slot`: the refresh token stays if the answer has none (RFC 6749 §6), and
 * dead tokens go.
 */
export function refreshedSession(session: StoredSession, { key }: Slot, body: TokenResponse, sentAtMs: number): StoredSession {
  const { idempotencyKey: _, others = {}, ...kept } = session
  const token = tokenOf(body, sentAtMs)
  const alive = Object.entries(others).filter(([, { accessExpiresAtMs }]) => accessExpiresAtMs > sentAtMs)
  const left = Object.fromEntries(key === undefined ? alive : [...alive, [key, token] as const])
  return {
    ...kept,
    ...(key === undefined ? token : {}),
    ...(body.refresh_token === undefined ? {} : { refreshToken: body.refresh_token }),
    ...(Object.keys(left).length === 0 ? {} : { others: left }),
  }
}

/** Whether a token may be sent without a thought; not one that a service has just refused. */
export const isFresh = (token: StoredToken, nowMs: number, rejected: string | undefined): boolean =>
  nowMs < token.refreshAtMs && token.accessToken !== rejected

/** Whether a token may still be sent where no other is to be had. */
export const isUsable = (token: StoredToken, nowMs: number, rejected: string | undefined): boolean =>
  nowMs < token.accessExpiresAtMs && token.accessToken !== rejected

export const accessTokenOf = ({ accessToken, accessExpiresAtMs, scope }: StoredToken, login?: string | undefined): AccessToken => ({
  status: 'ok',
  accessToken,
  expiresAtMs: accessExpiresAtMs,
  scope,
  ...(login === undefined ? {} : { login }),
})
