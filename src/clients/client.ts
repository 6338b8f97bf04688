/**
 * Clients: software that asks for tokens.
 *
 * This room knows what a client may be and do, and how it proves who it is. It knows no HTTP and no SQL,
 * and gets the time from `System` or with an act. `ClientStore` has the registered clients.
 * `ClientDirectory` finds those that may ask for tokens, including the built-in one. To add a member of a
 * client, add it here, judge it in `client-problem.ts`, and fill it in `new-client.ts`. Then map it in the
 * store and at both edges (HTTP and the commands).
 *
 * @module
 */

import type { JSONWebKeySet } from 'jose'
import { Refusal } from '../errors.ts'
import { COMMAND_ACTOR } from '../events/event.ts'
import type { System } from '../system.ts'
import { type AssertionAudience, DEFAULT_ASSERTION_MAX_SECONDS } from './assertion-claims.ts'

/** Software that asks for tokens (RFC 6749 §2). */
export interface Client {
  /** Never begins like a user's id, so that no subject can be mistaken for another (RFC 9700 §4.15). */
  id: string
  /** Whether it can keep a secret (RFC 6749 §2.1). */
  confidential: boolean
  grants: readonly GrantType[]
  /** What it may ask for. `of_user`: whatever the user has. */
  scope: 'of_user' | readonly string[]
  /** The resource servers that it may ask tokens for (RFC 8707), besides the issuer. */
  audiences: readonly string[]
  /** The audiences that it answers to, if it is a resource server itself. */
  identifiers: readonly string[]
  authMethods: readonly AuthMethod[]
  /** The public keys that its assertions are signed with (RFC 7517 §5). */
  jwks: JSONWebKeySet | null
  /** What its assertions are addressed to, at every endpoint. */
  assertionAudience: AssertionAudience
  /** How long its assertions may live, in seconds. */
  assertionMaxSeconds: number
  /**
   * Only sessions and tokens of the same epoch are alive, and disabling the client raises it. If an id is
   * used again, the new client begins with another epoch.
   */
  epoch: number
  createdAtMs: number
  disabledAtMs: number | null
}

/**
 * Returns the first epoch, which is random, so that a client with the id of a deleted one inherits
 * nothing. JSON keeps its 48 bits exactly, however often it is raised.
 */
export const firstEpoch = (system: System): number => system.randomBytes(6).readUIntBE(0, 6)

export const GRANT_TYPES = ['password', 'refresh_token', 'client_credentials'] as const
export type GrantType = (typeof GRANT_TYPES)[number]

/** How a client authenticates at the token endpoint (RFC 8414 §2, RFC 7591 §2). */
export const AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const
export type AuthMethod = (typeof AUTH_METHODS)[number]

export const DEFAULT_CLIENT_ID = 'default'

/** The client that `dev` makes. `serve` does not start while this client is enabled. */
export const DEMO_CLIENT_ID = 'demo-service'

/**
 * Checks that the client may use a grant.
 *
 * @throws {Refusal} unauthorized_client (RFC 6749 §5.2) if the client is not registered for the grant.
 */
export function requireGrant({ grants }: Client, grant: GrantType): void {
  if (!grants.includes(grant)) throw new Refusal('unauthorized_client', `The client may not use this grant: ${grant} is not in its grants.`)
}

/**
 * Returns the public client `default`, which is meant if a request names none. It may ask for what its
 * user has, and for `audiences`.
 */
export const builtInClient = (audiences: readonly string[]): Client => ({
  id: DEFAULT_CLIENT_ID,
  confidential: false,
  grants: ['password', 'refresh_token'],
  scope: 'of_user',
  audiences,
  identifiers: [],
  authMethods: ['none'],
  jwks: null,
  assertionAudience: 'issuer',
  assertionMaxSeconds: DEFAULT_ASSERTION_MAX_SECONDS,
  epoch: 0,
  createdAtMs: 0,
  disabledAtMs: null,
})

/** Whether `text` has the form of a client id: visible ASCII (RFC 6749 Appendix A.1). */
export const isClientId = (text: string): boolean => /^[\x21-\x7e]{1,100}$/.test(text)

/**
 * Says why `id` cannot be the id of a registered client.
 *
 * @returns undefined if it can.
 */
export function clientIdProblem(id: string): string | undefined {
  if (!isClientId(id)) return 'must be 1 to 100 visible ASCII characters'
  // A URL drops such steps, however they are escaped (RFC 3986 §5.2.4). So no path of the admin API would
  // name the client.
  if (id === '.' || id === '..') return 'must not be . or .., which no path can name'
  if (id.startsWith('usr_')) return 'must not begin with usr_, as the ids of users do'
  if (id === COMMAND_ACTOR) return 'is what the audit trail calls the command line'
  return id === DEFAULT_CLIENT_ID ? 'is the built-in client' : undefined
}
