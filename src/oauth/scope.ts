import type { Client } from '../clients/client.ts'
import { isScopeToken, scopeTokens } from '../clients/scope-token.ts'
import { Refusal } from '../errors.ts'

/** Granted only where it is asked for by name. */
export const ADMIN_SCOPE = 'admin'

/** The tokens of a `scope` parameter, each once. Throws `invalid_scope` where it breaks RFC 6749 §3.3. */
export function parseScope(parameter: string): string[] {
  const tokens = parameter.split(' ')
  if (!tokens.every(isScopeToken)) throw new Refusal('invalid_scope', 'The scope is malformed.')
  return [...new Set(tokens)]
}

/** The scope of a service's own token. Nothing requested means all that the client may have but `admin`. A client that may have nothing gets a token of no scope. */
export function grantServiceScope(requested: string | undefined, client: Client): string {
  const may = client.scope === 'of_user' ? [] : client.scope
  if (requested === undefined) return withoutAdmin(may).join(' ')
  const wanted = parseScope(requested)
  if (!wanted.every((token) => may.includes(token))) throw new Refusal('invalid_scope', 'The scope is not one that the client may have.')
  return wanted.join(' ')
}

/** Whether all that is needed stands in each of `scopes`. */
export const isInEach = (needed: readonly string[], scopes: readonly string[]): boolean =>
  needed.length === 0 ||
  scopes.every((scope) => {
    const tokens = scopeTokens(scope)
    return needed.every((token) => tokens.includes(token))
  })

/** What the client may have of what the user has. */
const grantable = (client: Client, userScope: string) => {
  const ofUser = scopeTokens(userScope)
  return client.scope === 'of_user' ? ofUser : ofUser.filter((token) => client.scope.includes(token))
}

/**
 * The scope of a new session: requested ∩ client ∩ user. Nothing requested means all of client ∩ user but `admin`.
 * Throws `invalid_scope` for a scope that the client may never have, and where nothing is left.
 */
export function grantScope(requested: string | undefined, client: Client, userScope: string): string {
  const may = grantable(client, userScope)
  if (requested === undefined) return nonEmpty(withoutAdmin(may))
  const wanted = parseScope(requested)
  const everOfClient = client.scope === 'of_user' ? may : client.scope
  if (!wanted.every((token) => everOfClient.includes(token)))
    throw new Refusal('invalid_scope', 'The scope is not one that the client may have.')
  return nonEmpty(wanted.filter((token) => may.includes(token)))
}

/**
 * The scope of a refreshed token: requested ∩ session ∩ client ∩ user. Throws `invalid_scope` where more is requested than the session was granted (RFC 6749 §6), and
 * where nothing is left.
 */
export function refreshScope(requested: string | undefined, sessionScope: string, client: Client, userScope: string): string {
  const granted = scopeTokens(sessionScope)
  const wanted = requested === undefined ? granted : parseScope(requested)
  if (!wanted.every((token) => granted.includes(token))) throw new Refusal('invalid_scope', 'The scope is wider than what was granted.')
  const may = grantable(client, userScope)
  return nonEmpty(wanted.filter((token) => may.includes(token)))
}

/** Throws `invalid_scope` where there is nothing else: a token of no scope would not say why it opens nothing. */
function withoutAdmin(may: readonly string[]): string[] {
  const others = may.filter((token) => token !== ADMIN_SCOPE)
  if (others.length === 0 && may.length > 0)
    throw new Refusal('invalid_scope', `Ask for the scope ${ADMIN_SCOPE} by name: there is no other.`)
  return others
}

function nonEmpty(tokens: string[]): string {
  if (tokens.length === 0) throw new Refusal('invalid_scope', 'Nothing is left of the scope.')
  return tokens.join(' ')
}
