import type { Context } from 'hono'
import type { Client } from '../../clients/client.ts'
import { ASSERTION_TYPE } from '../../clients/client-assertion.ts'
import type { ClientAuthentication, PresentedClient } from '../../clients/client-authentication.ts'
import type { ClientDirectory } from '../../clients/client-directory.ts'
import { clientRefused } from '../../clients/client-refusal.ts'
import { Refusal } from '../../errors.ts'
import type { Caller } from '../../events/event.ts'
import type { Environment } from '../environment.ts'
import { countHeader } from '../server/request-fault.ts'
import { formDecoded } from './validation.ts'

/** The parameters of a form that name or authenticate its client. */
export interface ClientParameters {
  client_id?: string | undefined
  client_secret?: string | undefined
  client_assertion?: string | undefined
  client_assertion_type?: string | undefined
}

/**
 * Authenticates the client that sends the request, and names it in the log line.
 *
 * @throws {Refusal} what `authenticate` throws.
 */
export async function askingClient(c: Context<Environment>, form: ClientParameters, authenticate: ClientAuthentication, caller: Caller) {
  const client = await authenticate(presentedClient(c, form), caller)
  c.set('client', client.id)
  return client
}

/** Whether the request names no client at all. Then it means the client `default`. */
export function namesNoClient(c: Context<Environment>, form: ClientParameters): boolean {
  const presented = presentedClient(c, form)
  return presented.method === 'none' && presented.id === undefined
}

/**
 * Reads what a request presents for its client: HTTP Basic, form parameters or an assertion, never two of
 * them (RFC 6749 §2.3).
 *
 * @throws {Refusal} invalid_request if it has two methods or names two clients, invalid_client if the
 * scheme is unknown.
 */
function presentedClient(c: Context<Environment>, form: ClientParameters): PresentedClient {
  if (countHeader(c.env.incoming.rawHeaders, 'authorization') > 1) throw new Refusal('invalid_request', 'Send one Authorization header.')
  const basic = basicCredentials(clientAuthorization(c))
  const { client_id: id, client_secret: secret, client_assertion: assertion } = form
  const methods = [basic?.secret, secret, assertion].filter((one) => one !== undefined).length
  if (methods > 1 || (basic !== undefined && (secret !== undefined || assertion !== undefined))) {
    throw new Refusal('invalid_request', 'Authenticate the client in one way, not in two.')
  }
  if (basic !== undefined && id !== undefined && id !== basic.id) {
    throw new Refusal('invalid_request', 'The header and the form name different clients.')
  }
  if (assertion !== undefined || form.client_assertion_type !== undefined) return byAssertion(form)
  if (basic?.secret !== undefined) return { method: 'client_secret_basic', id: basic.id, secret: basic.secret }
  if (secret === undefined) return { method: 'none', id: basic?.id ?? id }
  if (id === undefined) throw clientRefused('a secret without a client id')
  return { method: 'client_secret_post', id, secret }
}

function byAssertion({ client_id: id, client_assertion: assertion, client_assertion_type: type }: ClientParameters): PresentedClient {
  if (assertion === undefined) throw new Refusal('invalid_request', 'The parameter client_assertion is missing.')
  if (type !== ASSERTION_TYPE) throw clientRefused('another client_assertion_type')
  return { method: 'private_key_jwt', id, assertion }
}

/**
 * Returns the Authorization header, if it can be a client's. Bearer and DPoP are not client authentication
 * (RFC 6749 §2.3): such a header is ignored, and the log says so.
 */
function clientAuthorization(c: Context<Environment>): string | undefined {
  const { authorization: header } = c.env.incoming.headers
  // Generated clients send the token of their user with every call.
  if (header === undefined || !/^(bearer|dpop)(?: |$)/i.test(header)) return header
  c.env.outgoing.ignored = 'the Authorization header: Bearer and DPoP are not client authentication (RFC 6749 §2.3)'
  return undefined
}

/**
 * Reads HTTP Basic, whose two parts are form-urlencoded (RFC 6749 §2.3.1). An empty id with an empty
 * secret names no client: docs pages send that.
 */
function basicCredentials(header: string | undefined): { id: string; secret: string | undefined } | undefined {
  if (header === undefined) return undefined
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1]
  if (encoded === undefined) throw clientRefused('another scheme, or malformed')
  const decoded = Buffer.from(encoded, 'base64').toString('utf8')
  const at = decoded.indexOf(':')
  if (at === -1) throw clientRefused('Basic credentials without a colon')
  const id = formDecoded(decoded.slice(0, at))
  const secret = formDecoded(decoded.slice(at + 1))
  if (id === undefined || secret === undefined) throw clientRefused('Basic credentials that are not form-urlencoded')
  if (id === '' && secret === '') return undefined
  return { id, secret: secret === '' ? undefined : secret }
}

/**
 * Returns the built-in client, for an operation that no other client uses.
 *
 * @throws {Refusal} forbidden if it is switched off.
 */
export function requireDefaultClient(directory: ClientDirectory): Client {
  if (directory.default === undefined) throw new Refusal('forbidden', 'The default client is off')
  return directory.default
}

/** Returns the `resource` parameters of a form (RFC 8707 §2), of which there may be several. */
export const resourcesOf = ({ resource }: { resource?: string | string[] | undefined }): string[] =>
  resource === undefined ? [] : typeof resource === 'string' ? [resource] : resource
