/**
 * Holds the credentials of a request to the contract: which kind opened the operation, with which scope.
 *
 * @module
 */

import type { Exchange } from './exchange.ts'
import type { Operation } from './operations.ts'
import type { Seen } from './schema.ts'

/** What a recording keeps of an access token, in place of the token. */
export interface RecordedToken {
  of: 'user' | 'service'
  scope: string
  audiences: number
}

type Credentials = { kind: 'none' } | { kind: 'other' } | { kind: 'basic' } | { kind: 'refresh' } | ({ kind: 'token' } & RecordedToken)

export function credentialsOf(authorization: string | undefined): Credentials {
  if (authorization === undefined) return { kind: 'none' }
  if (/^basic /i.test(authorization)) return { kind: 'basic' }
  if (/^bearer mrt_/i.test(authorization)) return { kind: 'refresh' }
  const token = /^bearer (\{.*\})$/i.exec(authorization)?.[1]
  return token === undefined ? { kind: 'other' } : { kind: 'token', ...(JSON.parse(token) as RecordedToken) }
}

const EXCLUSIVE_REFUSED = /"detail":"This needs a token for this service alone\./

/** Adds to `seen` which alternative of `security` opened the operation, and how that departs from it. */
export function holdCredentials(exchange: Exchange, operation: Operation, seen: Seen): void {
  const { request, status, body, headers } = exchange
  const security: Record<string, string[]>[] = operation.declared.security
  const complain = (sentence: string) => void seen.faults.push({ pointer: '', sentence })
  const needed = /insufficient_scope", scope="([^"]*)"/.exec(headers['www-authenticate'] ?? '')?.[1]
  if (needed !== undefined) {
    const declared = security.flatMap((way) => Object.values(way)).map((scopes) => scopes.join(' '))
    if (!declared.includes(needed)) complain(`needs the scope '${needed}', which is not declared`)
    seen.facts.add(`${operation.at}/security scope ${needed} refused`)
  }
  if (status === 403 && EXCLUSIVE_REFUSED.test(body)) {
    if (operation.declared['x-audience'] !== 'exclusive') complain('needs an exclusive audience, which is not declared')
    seen.facts.add(`${operation.at}/x-audience refused`)
  }
  // A browser is sent to a page without credentials.
  const isRedirect = status === 303 && operation.declared['x-page'] !== undefined
  if (request === undefined || status >= 400 || security.length === 0 || isRedirect) return
  const held = credentialsOf(request.headers.authorization)
  const way = (scheme: string) => security.findIndex((one) => (scheme === '' ? Object.keys(one).length === 0 : Object.hasOwn(one, scheme)))
  const takesBearer = way('bearer') !== -1 || way('password') !== -1 || way('clientCredentials') !== -1
  const schemes = schemesOf(held, takesBearer)
  for (const scheme of schemes) {
    if (way(scheme) === -1) complain(`was opened by '${scheme || 'no credentials'}', which is not declared`)
    seen.facts.add(`${operation.at}/security opened by ${scheme || 'nothing'}`)
  }
  if (held.kind !== 'token' || !takesBearer) return
  const scopes = new Set(held.scope.split(' '))
  const missing = security.flatMap((one) => Object.values(one).flat()).find((scope) => !scopes.has(scope))
  if (missing !== undefined) complain(`was opened without the scope ${missing}`)
  if (operation.declared['x-audience'] === 'exclusive' && held.audiences > 1) complain('was opened by a token of several audiences')
}

/** Returns the schemes that the credentials are of. Bearer is ignored if only clients authenticate. */
function schemesOf(held: Credentials, takesBearer: boolean): string[] {
  if (held.kind === 'basic') return ['clientBasic']
  if (held.kind === 'token' && takesBearer) return ['bearer', held.of === 'user' ? 'password' : 'clientCredentials']
  if (held.kind === 'refresh' && takesBearer) return ['bearer']
  return ['']
}
