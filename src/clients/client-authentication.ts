import { Refusal } from '../errors.ts'
import type { System } from '../system.ts'
import type { AuthMethod, Client } from './client.ts'
import type { ClientAssertions } from './client-assertion.ts'
import type { ClientDirectory } from './client-directory.ts'
import type { ClientSecrets, StoredSecret } from './client-secret.ts'
import type { ClientStore } from './client-store.ts'

/** What a request presents for its client. Without a method nothing is presented but, perhaps, an id. */
export type Presented =
  | { method: 'none'; id: string | undefined }
  | { method: 'client_secret_basic' | 'client_secret_post'; id: string; secret: string }
  | { method: 'private_key_jwt'; id: string | undefined; assertion: string }

export type ClientAuthentication = (presented: Presented) => Promise<Client>

/** To whoever asks they are alike (REQUIREMENTS C 4). @param client Its id, where there is such a client. */
export const clientRefused = (cause: string, client?: string): Refusal =>
  new Refusal('invalid_client', 'The client is unknown or did not authenticate.', { cause, whom: { client } })

const UNKNOWN = 'unknown or disabled client'

/** Nothing that could be a client's was sent, so nobody is told anything of one. */
export const noClientSent = (): Refusal =>
  new Refusal('invalid_client', `No client was sent. ${SEND_A_CLIENT}`, { cause: 'no client was sent' })

export const SEND_A_CLIENT = 'Send its id and secret by HTTP Basic, or as client_id and client_secret, or a client_assertion.'

/** The client that asks (RFC 6749 §2.3). Throws `invalid_client` for one that is unknown, disabled, or does not authenticate as it is registered to. */
export function createClientAuthentication({
  clients,
  store,
  secrets,
  assertions,
  system,
}: {
  clients: ClientDirectory
  store: Pick<ClientStore, 'rekeySecret'>
  secrets: ClientSecrets
  assertions: ClientAssertions
  system: System
}): ClientAuthentication {
  const bySecret = async ({ id, secret, method }: Extract<Presented, { secret: string }>) => {
    const client = await clients.find(id)
    const found = secrets.find(secret, client?.secrets ?? [], system.nowMs())
    if (client === undefined) throw clientRefused(UNKNOWN)
    if (found === undefined) throw clientRefused('wrong secret', client.id)
    const registered = registeredFor(client, method)
    if (secrets.isUnderPrevious(found)) await rekey(found, secret)
    return registered
  }
  /** Only now is the secret itself known, and so it outlives the service secret that it was kept under. Where it cannot be written, another time will do. */
  const rekey = ({ id, hmac }: StoredSecret, secret: string) =>
    store.rekeySecret(id, hmac, secrets.hmacOf(secret)).catch((error: unknown) => {
      if (!(error instanceof Refusal && error.code === 'unavailable')) throw error
    })
  const byName = async (id: string | undefined) => {
    const client = id === undefined ? clients.default : await clients.find(id)
    if (client === undefined) throw id === undefined ? noClientSent() : clientRefused(UNKNOWN)
    return registeredFor(client, 'none')
  }
  return async (presented) => {
    if (presented.method === 'none') return byName(presented.id)
    if (presented.method !== 'private_key_jwt') return bySecret(presented)
    const client = await assertions.verify(presented.assertion)
    if (presented.id !== undefined && presented.id !== client.id) throw clientRefused('the assertion is of another client', client.id)
    return registeredFor(client, 'private_key_jwt')
  }
}

function registeredFor(client: Client, method: AuthMethod): Client {
  if (!client.authMethods.includes(method)) throw clientRefused(`not registered for ${method}`, client.id)
  return client
}
