import type { Client } from '../clients/client.ts'
import { isScopeToken, scopeTokens } from '../clients/scope-token.ts'
import { Refusal } from '../errors.ts'
import { shownValue } from './shown-value.ts'

/** Granted only if the request names it. */
export const ADMIN_SCOPE = 'admin'

/**
 * Returns the tokens of a `scope` parameter, each once.
 *
 * @throws {Refusal} `invalid_scope` if the parameter breaks RFC 6749 §3.3.
 */
export function parseScope(parameter: string): string[] {
  const tokens = parameter.split(' ')
  if (!tokens.every(isScopeToken))
    throw new Refusal(
      'invalid_scope',
      'The scope is malformed: write visible ASCII without quotes and backslashes, with single spaces between.',
    )
  return [...new Set(tokens)]
}

/**
 * Returns the scope of a service's own token. If nothing is requested, that is the client's whole scope
 * except `admin`, even if it is empty.
 *
 * @throws {Refusal} `invalid_scope` if the request has more than the client's scope, or if only `admin` would
 * be left.
 */
export function grantServiceScope(requested: string | undefined, client: Client): string {
  const may = client.scope === 'of_user' ? [] : client.scope
  if (requested === undefined) return withoutAdmin(may).join(' ')
  const wanted = parseScope(requested)
  requireEach(wanted, may, "it is not in the client's scope")
  return wanted.join(' ')
}

/**
 * @throws {Refusal} `invalid_scope`, which names the first token that is not allowed, and the setting that
 * would allow it.
 */
function requireEach(wanted: readonly string[], allowed: readonly string[], why: string): void {
  const refused = wanted.find((token) => !allowed.includes(token))
  if (refused !== undefined) throw new Refusal('invalid_scope', `The scope ${shownValue(refused)} is not allowed: ${why}.`)
}

/** Checks that each of `scopes` has all of `needed`. */
export const isInEach = (needed: readonly string[], scopes: readonly string[]): boolean =>
  scopes.every((scope) => {
    const tokens = scopeTokens(scope)
    return needed.every((token) => tokens.includes(token))
  })

/** Returns the part of the user's scope that the client may have. */
const grantable = (client: Client, userScope: string) => {
  const ofUser = scopeTokens(userScope)
  return client.scope === 'of_user' ? ofUser : ofUser.filter((token) => client.scope.includes(token))
}

/**
 * Returns the scope of a new session: requested ∩ client ∩ user, or client ∩ user without `admin` if nothing
 * is requested. Call it only after the password was right: a refusal says what the user lacks.
 *
 * @throws {Refusal} `invalid_scope` for a scope that the client may never have, and if nothing is left.
 */
export function grantScope(requested: string | undefined, client: Client, userScope: string): string {
  const may = grantable(client, userScope)
  if (requested === undefined) return nonEmpty(withoutAdmin(may), 'The user has no scope that this client may have.')
  const wanted = parseScope(requested)
  if (client.scope === 'of_user') requireEach(wanted, may, 'the user does not have it')
  else requireEach(wanted, client.scope, "it is not in the client's scope")
  return nonEmpty(
    wanted.filter((token) => may.includes(token)),
    `The user does not have the scope ${shownValue(wanted[0]!)}, nor any other that was asked for.`,
  )
}

/**
 * Returns the scope of a refreshed token: requested ∩ session ∩ client ∩ user.
 *
 * @throws {Refusal} `invalid_scope` if more is requested than the session was granted (RFC 6749 §6), and if
 * nothing is left.
 */
export function refreshScope(requested: string | undefined, sessionScope: string, client: Client, userScope: string): string {
  const granted = scopeTokens(sessionScope)
  const wanted = requested === undefined ? granted : parseScope(requested)
  requireEach(wanted, granted, 'it was not granted at the login')
  const may = grantable(client, userScope)
  return nonEmpty(
    wanted.filter((token) => may.includes(token)),
    'Nothing is left of the scope: what was granted at the login was taken away from the user or the client.',
  )
}

/**
 * Returns the scope without `admin`.
 *
 * @throws {Refusal} `invalid_scope` if nothing else is there: an empty token would not explain why it opens
 * nothing.
 */
function withoutAdmin(may: readonly string[]): string[] {
  const others = may.filter((token) => token !== ADMIN_SCOPE)
  if (others.length === 0 && may.length > 0)
    throw new Refusal('invalid_scope', `Ask for the scope ${ADMIN_SCOPE} by name: there is no other.`)
  return others
}

function nonEmpty(tokens: string[], sentence: string): string {
  if (tokens.length === 0) throw new Refusal('invalid_scope', sentence)
  return tokens.join(' ')
}
