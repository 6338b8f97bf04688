import type { Context } from 'hono'
import type { Client, ClientDirectory } from '../clients/client.ts'
import { Refusal } from '../errors.ts'
import type { Environment } from './environment.ts'

/** What a form says of its client. */
export interface ClientParameters {
  client_id?: string | undefined
  client_secret?: string | undefined
}

export type ClientAuthentication = (c: Context<Environment>, form: ClientParameters) => Client

const refused = (cause: string) => new Refusal('invalid_client', 'The client is unknown or did not authenticate.', { cause })

/**
 * The client that asks for a token (RFC 6749 §2.3, §3.2.1): named by HTTP Basic or by the form, never by both. Where none is named it is `default`.
 * Throws `invalid_client` for one that is unknown or that gives a secret it does not have.
 */
export function createClientAuthentication(clients: ClientDirectory): ClientAuthentication {
  return (c, form) => {
    const basic = basicCredentials(c.req.header('authorization'))
    const { id, secret } = basic ?? { id: form.client_id, secret: form.client_secret }
    if (basic !== undefined && form.client_secret !== undefined) {
      throw new Refusal('invalid_request', 'Authenticate by the header or by the form, not by both.')
    }
    if (basic !== undefined && form.client_id !== undefined && form.client_id !== basic.id) {
      throw new Refusal('invalid_request', 'The header and the form name different clients.')
    }
    const client = id === undefined ? clients.default : clients.find(id)
    if (client === undefined) throw refused(id === undefined ? 'no client, and the default client is off' : 'unknown client')
    // A public client has no secret to give.
    if (secret !== undefined) throw refused('a public client with a secret')
    return client
  }
}

/** HTTP Basic, its two parts form-urlencoded (RFC 6749 §2.3.1). An empty id and secret name no client: docs pages send that. */
function basicCredentials(header: string | undefined): { id: string; secret: string | undefined } | undefined {
  if (header === undefined) return undefined
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1]
  if (encoded === undefined) throw refused('another scheme, or malformed')
  const decoded = Buffer.from(encoded, 'base64').toString('utf8')
  const at = decoded.indexOf(':')
  if (at === -1) throw refused('Basic credentials without a colon')
  const id = formDecoded(decoded.slice(0, at))
  const secret = formDecoded(decoded.slice(at + 1))
  if (id === '' && secret === '') return undefined
  return { id, secret: secret === '' ? undefined : secret }
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (cause) {
    throw new Refusal('invalid_client', 'The client is unknown or did not authenticate.', { cause })
  }
}
