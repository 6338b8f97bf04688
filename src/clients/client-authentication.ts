import { Refusal } from '../errors.ts'
import type { Caller } from '../events/event.ts'
import type { RefusalTally } from '../events/refusal-tally.ts'
import type { System } from '../system.ts'
import type { RefusalLimiter } from '../throttle/refusal-limiter.ts'
import { type AuthMethod, type Client, isClientId } from './client.ts'
import { assertedClientId, type ClientAssertions } from './client-assertion.ts'
import type { ClientDirectory } from './client-directory.ts'
import { clientRefused, noClientSent } from './client-refusal.ts'
import type { ClientSecrets, StoredSecret } from './client-secret.ts'
import type { ClientStore } from './client-store.ts'

/** What a request presents for its client. With the method `none` that is nothing, or only an id. */
export type PresentedClient =
  | { method: 'none'; id: string | undefined }
  | { method: 'client_secret_basic' | 'client_secret_post'; id: string; secret: string }
  | { method: 'private_key_jwt'; id: string | undefined; assertion: string }

/**
 * Authenticates the client that sends the request (RFC 6749 §2.3).
 *
 * @throws {Refusal} invalid_client if it is unknown, disabled, or does not authenticate as it is
 * registered to. After too many of these, too_many_requests.
 */
export type ClientAuthentication = (presented: PresentedClient, caller: Caller) => Promise<Client>

interface Needs {
  clients: ClientDirectory
  store: Pick<ClientStore, 'rekeySecret'>
  secrets: ClientSecrets
  assertions: ClientAssertions
  /** Not shared with another purpose: what is refused for one must block nothing for another. */
  limiter: RefusalLimiter
  refusals: RefusalTally
  system: System
}

const UNKNOWN = 'unknown or disabled client'

/** Creates the authentication of all clients, including public ones. */
export function createClientAuthentication(needs: Needs): ClientAuthentication {
  return counting(createIdentification(needs), needs)
}

/**
 * Creates the authentication of confidential clients only. Anybody can be a public client, so that gets no
 * answer (RFC 7662 §2.1).
 */
export function createConfidentialAuthentication(needs: Needs): ClientAuthentication {
  const identify = createIdentification(needs)
  const identifyConfidential = async (presented: PresentedClient) => {
    if (presented.method === 'none' && presented.id === undefined) throw noClientSent()
    const client = await identify(presented)
    if (!client.confidential) throw clientRefused('the client is public', client.id)
    return client
  }
  return counting(identifyConfidential, needs)
}

type Identification = (presented: PresentedClient) => Promise<Client>

/** Counts what `identify` refuses. */
const counting =
  (identify: Identification, needs: Needs): ClientAuthentication =>
  async (presented, caller) => {
    try {
      return await identify(presented)
    } catch (error) {
      return refuse(error, presented, caller, needs)
    }
  }

/**
 * Counts a refusal for the client that was named, its method and its address (REQUIREMENTS L 8). If the
 * client exists, the audit trail has the refusal too.
 */
function refuse(error: unknown, presented: PresentedClient, { address, addressKey }: Caller, { limiter, refusals, system }: Needs): never {
  if (!(error instanceof Refusal && error.code === 'invalid_client')) throw error
  const clientId = error.details.principals?.client
  if (clientId !== undefined) refusals.add({ type: 'client_refused', atMs: system.nowMs(), clientId, address })
  limiter.count({ clientId: `${presented.method} ${namedClient(presented)}`, addressKey })
  throw error
}

/**
 * Returns the id of the named client. Text that cannot be an id counts as one id, so that the limiter
 * keeps only short texts.
 */
function namedClient(presented: PresentedClient): string {
  const id = presented.method === 'private_key_jwt' ? assertedClientId(presented.assertion) : presented.id
  return id !== undefined && isClientId(id) ? id : ''
}

function createIdentification({ clients, store, secrets, assertions, system }: Needs): Identification {
  const bySecret = async ({ id, secret, method }: Extract<PresentedClient, { secret: string }>) => {
    const client = await clients.find(id)
    const stored = secrets.find(secret, client?.secrets ?? [], system.nowMs())
    if (client === undefined) throw clientRefused(UNKNOWN)
    if (stored === undefined) throw clientRefused('wrong secret', client.id)
    const registered = registeredFor(client, method)
    if (secrets.isUnderPrevious(stored)) await rekey(stored, secret)
    return registered
  }
  /**
   * Stores the secret under the service secret in force, because only now is its text known. If that
   * cannot be written, the next authentication tries again.
   */
  const rekey = ({ id, hmac }: StoredSecret, secret: string) =>
    store.rekeySecret(id, hmac, secrets.hmacOf(secret)).catch((error: unknown) => {
      if (!(error instanceof Refusal && error.code === 'unavailable')) throw error
    })
  const byName = async (id: string | undefined) => {
    const client = id === undefined ? clients.default : await clients.find(id)
    if (client === undefined) throw id === undefined ? noClientSent() : clientRefused(UNKNOWN)
    return registeredFor(client, 'none')
  }
  const byAssertion = async ({ id, assertion }: Extract<PresentedClient, { assertion: string }>) => {
    const client = await assertions.verify(assertion)
    if (id !== undefined && id !== client.id) throw clientRefused('the assertion is of another client', client.id)
    return registeredFor(client, 'private_key_jwt')
  }
  return (presented) => {
    if (presented.method === 'none') return byName(presented.id)
    return presented.method === 'private_key_jwt' ? byAssertion(presented) : bySecret(presented)
  }
}

function registeredFor(client: Client, method: AuthMethod): Client {
  if (!client.authMethods.includes(method)) throw clientRefused(`not registered for ${method}`, client.id)
  return client
}
