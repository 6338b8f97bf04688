import type { Slot } from './audience.ts'
import type { components } from './contract.ts'
import type { AccessToken } from './result.ts'
import type { StoredSession, StoredToken } from './token-store.ts'

type TokenResponse = components['schemas']['TokenResponse']

/** A token is refreshed this long before its end, or a tenth of its life before if that is less. */
const REFRESH_AHEAD_MS = 30_000

/** Returns when a token asked for at `sentAtMs` ends at the earliest, and when to get the next one. */
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

/** @param login what the login asked for, and its name */
export const sessionOf = (body: TokenResponse, sentAtMs: number, login: Pick<StoredSession, 'resource' | 'login'>): StoredSession => ({
  ...tokenOf(body, sentAtMs),
  ...(body.refresh_token === undefined ? {} : { refreshToken: body.refresh_token }),
  ...(login.resource === undefined ? {} : { resource: login.resource }),
  ...(login.login === undefined ? {} : { login: login.login }),
})

/**
 * Returns the session after a refresh for `slot`. The refresh token stays if the answer has none (RFC 6749
 * §6), and dead tokens are dropped.
 */
export function refreshedSession(session: StoredSession, { key }: Slot, body: TokenResponse, sentAtMs: number): StoredSession {
  const { idempotencyKey: _, others = {}, ...unchanged } = session
  const token = tokenOf(body, sentAtMs)
  const alive = Object.entries(others).filter(([, { accessExpiresAtMs }]) => accessExpiresAtMs > sentAtMs)
  const left = Object.fromEntries(key === undefined ? alive : [...alive, [key, token] as const])
  return {
    ...unchanged,
    ...(key === undefined ? token : {}),
    ...(body.refresh_token === undefined ? {} : { refreshToken: body.refresh_token }),
    ...(Object.keys(left).length === 0 ? {} : { others: left }),
  }
}

/** Checks that a token need not be refreshed yet, and is not one that a service just refused. */
export const isFresh = (token: StoredToken, nowMs: number, rejected: string | undefined): boolean =>
  nowMs < token.refreshAtMs && token.accessToken !== rejected

/** Checks that a token may still be sent if no new one can be had. */
export const isUsable = (token: StoredToken, nowMs: number, rejected: string | undefined): boolean =>
  nowMs < token.accessExpiresAtMs && token.accessToken !== rejected

export const accessTokenOf = ({ accessToken, accessExpiresAtMs, scope }: StoredToken, login?: string | undefined): AccessToken => ({
  status: 'ok',
  accessToken,
  expiresAtMs: accessExpiresAtMs,
  scope,
  ...(login === undefined ? {} : { login }),
})
