import { type Client, DEFAULT_CLIENT_ID } from '../clients/client.ts'
import { Refusal } from '../errors.ts'
import { shownValue } from './shown-value.ts'

/**
 * The audience of a person's token. Without a `resource` it is this service and every service that the client
 * may address. With some it is those alone; the issuer may be one of them (RFC 8707 §2).
 *
 * @throws {Refusal} `invalid_target` for a resource that the client may not address.
 */
export const audienceForPerson = (resources: readonly string[], client: Client, issuer: string): string[] =>
  resources.length === 0 ? [issuer, ...client.audiences] : requested(resources, client, issuer)

/**
 * The audience of a service's own token: what it asks for, or else the one that it may address, or else this
 * service. It must ask for several by name, since each of them could use the token at the others.
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
 * The audience as it stands in a token: each once, and text if it is only one (RFC 7519 §4.1.3). A client may
 * have been registered for the issuer too, by a command that did not know the issuer.
 */
export const audClaim = (audience: readonly string[]): string | string[] => {
  const each = [...new Set(audience)]
  return each.length === 1 ? each[0]! : each
}
