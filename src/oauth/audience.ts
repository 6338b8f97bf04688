import { type Client, DEFAULT_CLIENT_ID } from '../clients/client.ts'
import { Refusal } from '../errors.ts'
import { shownValue } from './shown-value.ts'

/**
 * Returns the audience of a person's token: `resources`, which may include the issuer (RFC 8707 §2). Without
 * them it is this service and every service that the client may address.
 *
 * @throws {Refusal} `invalid_target` for a resource that the client may not address.
 */
export const audienceForPerson = (resources: readonly string[], client: Client, issuer: string): string[] =>
  resources.length === 0 ? [issuer, ...client.audiences] : requested(resources, client, issuer)

/**
 * Returns the audience of a service's own token: `resources`, or the client's only audience, or else this
 * service. A client with several must name them, since each service could use the token at the others.
 *
 * @throws {Refusal} `invalid_target` if it names none of several, or one that it may not address.
 */
export function audienceForService(resources: readonly string[], client: Client, issuer: string): string[] {
  if (resources.length > 0) return requested(resources, client, issuer)
  if (client.audiences.length > 1)
    throw new Refusal('invalid_target', 'Name the service by the parameter resource: the client may address several.')
  return [client.audiences[0] ?? issuer]
}

function requested(resources: readonly string[], client: Client, issuer: string): string[] {
  const wanted = [...new Set(resources)]
  const refused = wanted.find((resource) => resource !== issuer && !client.audiences.includes(resource))
  if (refused === undefined) return wanted
  const setting = client.id === DEFAULT_CLIENT_ID ? 'MINTMARK_AUDIENCE' : "the client's audiences"
  throw new Refusal('invalid_target', `The resource ${shownValue(refused)} is not allowed: it is not in ${setting}.`)
}

/**
 * Returns the claim `aud`: each audience once, and plain text if there is only one (RFC 7519 §4.1.3). The
 * issuer may occur twice, since a command that registers a client does not know it.
 */
export const audClaim = (audience: readonly string[]): string | string[] => {
  const each = [...new Set(audience)]
  return each.length === 1 ? each[0]! : each
}
