/**
 * How the records of the service look on the wire: in snake_case, and with times of RFC 3339. No view has
 * a hash.
 *
 * @module
 */

import type { components } from '#generated/openapi.d.ts'
import type { User } from '../../../accounts/user.ts'
import { DEFAULT_ASSERTION_MAX_SECONDS } from '../../../clients/assertion-claims.ts'
import type { Client } from '../../../clients/client.ts'
import type { ClientAdministration } from '../../../clients/client-administration.ts'
import type { ClientRecord } from '../../../clients/client-store.ts'
import type { IssuedTokens } from '../../../oauth/access-token.ts'
import type { Session } from '../../../sessions/session.ts'
import type { AccountLockout, Lockout, ThrottledAddress } from '../../../throttle/lock-administration.ts'

type Schemas = components['schemas']

/** Writes a time for the wire (RFC 3339), in UTC. */
export const dateTime = (atMs: number): string => new Date(atMs).toISOString()

/**
 * Reads a time of the wire, whose schema has checked the text.
 *
 * @returns undefined if there is no text.
 */
export const instantOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text))

/** Shows issued tokens (RFC 6749 §5.1). */
export const tokenResponse = ({ accessToken, scope, refreshToken }: IssuedTokens): Schemas['TokenResponse'] => ({
  access_token: accessToken.token,
  token_type: 'bearer',
  expires_in: accessToken.expiresInSeconds,
  scope,
  ...(refreshToken ? { refresh_token: refreshToken.token, refresh_expires_in: refreshToken.expiresInSeconds } : {}),
})

/** Shows an account to its owner. */
export const accountView = (user: User): Schemas['RegisteredAccount'] => ({
  id: user.id,
  username: user.username,
  scope: user.scope,
  created_at: dateTime(user.createdAtMs),
})

/** Shows an account to administrators. */
export const userView = (user: User): Schemas['User'] => ({
  id: user.id,
  username: user.username,
  scope: user.scope,
  disabled: user.disabledAtMs !== null,
  created_at: dateTime(user.createdAtMs),
  password_changed_at: dateTime(user.passwordChangedAtMs),
})

const lockoutView = (lockout: Lockout): Schemas['Lockout'] => ({
  state: lockout.kind,
  failures: lockout.failures,
  ...(lockout.kind === 'delayed' ? { opens_at: dateTime(lockout.opensAtMs) } : {}),
})

/** Shows what wrong passwords mean for an account. */
export const userLockoutView = ({ knownAddresses, otherAddresses }: AccountLockout): Schemas['UserLockout'] => ({
  known_addresses: lockoutView(knownAddresses),
  other_addresses: lockoutView(otherAddresses),
})

/** Shows an address that sent too many wrong passwords. */
export const throttledAddressView = ({ id, address, lockout }: ThrottledAddress): Schemas['ThrottledAddress'] => ({
  id,
  address,
  lockout: lockoutView(lockout),
})

/** Shows a one-time secret, which no other answer does. */
export const oneTimeSecretView = ({ secret, expiresAtMs }: { secret: string; expiresAtMs: number }): Schemas['OneTimeSecret'] => ({
  one_time_secret: secret,
  one_time_secret_expires_at: dateTime(expiresAtMs),
})

/** Shows a session, without its user and without the members of `placeView`. */
export const sessionView = (session: Session): Omit<Schemas['AdminSession'], 'user_id' | 'address' | 'device'> => ({
  id: session.id,
  client_id: session.clientId,
  scope: session.scope,
  created_at: dateTime(session.createdAtMs),
  last_used_at: dateTime(session.rotatedAtMs),
  expires_at: dateTime(Math.min(session.idleEndsAtMs, session.endsAtMs)),
})

/** Shows where a session was opened. These members come last, and are absent if they are unknown. */
export const placeView = (session: Session): Pick<Schemas['AdminSession'], 'address' | 'device'> => ({
  ...(session.address === null ? {} : { address: session.address }),
  ...(session.device === null ? {} : { device: session.device }),
})

/** Shows a client to administrators. */
export const clientView = (client: Client): Schemas['Client'] => ({
  id: client.id,
  confidential: client.confidential,
  grants: [...client.grants],
  ...(client.scope === 'of_user' ? {} : { scope: client.scope.join(' ') }),
  audiences: [...client.audiences],
  identifiers: [...client.identifiers],
  auth_methods: [...client.authMethods],
  ...(client.jwks === null ? {} : { jwks: { ...client.jwks } }),
  ...(client.assertionAudience === 'issuer' ? {} : { assertion_audience: client.assertionAudience }),
  ...(client.assertionMaxSeconds === DEFAULT_ASSERTION_MAX_SECONDS ? {} : { assertion_max_seconds: client.assertionMaxSeconds }),
  disabled: client.disabledAtMs !== null,
  created_at: dateTime(client.createdAtMs),
})

/**
 * Shows a client with the times of its secrets, the newest first. Nobody can read the secrets themselves.
 */
export const clientRecordView = (
  { secrets, ...client }: ClientRecord,
  { isUnderPrevious }: Pick<ClientAdministration, 'isUnderPrevious'>,
): Schemas['Client'] => ({
  ...clientView(client),
  secrets: secrets
    .toSorted((a, b) => b.createdAtMs - a.createdAtMs)
    .map((secret) => ({
      created_at: dateTime(secret.createdAtMs),
      ...(secret.expiresAtMs === null ? {} : { expires_at: dateTime(secret.expiresAtMs) }),
      ...(isUnderPrevious(secret) ? { under_previous_secret: true } : {}),
    })),
})
