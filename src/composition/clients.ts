import { createClientAdministration } from '../clients/client-administration.ts'
import { createClientAssertions } from '../clients/client-assertion.ts'
import { createClientAuthentication, createConfidentialAuthentication } from '../clients/client-authentication.ts'
import { createClientDirectory } from '../clients/client-directory.ts'
import { createClientSecrets } from '../clients/client-secret.ts'
import { createClientUpdate } from '../clients/client-update.ts'
import { createClientStore } from '../data/clients.ts'
import type { RefusalTally } from '../events/refusal-tally.ts'
import type { RefusalLimiter } from '../throttle/refusal-limiter.ts'
import type { Given, GivenSecret } from './given.ts'

export type Clients = ReturnType<typeof composeClients>
export type SecretClients = ReturnType<typeof composeSecretClients>

/** Composes what works with clients, and needs no service secret. */
export function composeClients({ config, database, system }: Given) {
  const store = createClientStore(database)
  return {
    store,
    directory: createClientDirectory({ store, defaultClientOn: config.defaultClient, audience: config.audience }),
    update: createClientUpdate({ store, issuer: config.issuer, system }),
  }
}

/** Composes what makes and checks the secrets of clients. It needs the service secret. */
export function composeSecretClients({ config, secret, system }: GivenSecret, { store }: Clients) {
  const secrets = createClientSecrets(secret, system)
  return { secrets, administration: createClientAdministration({ store, secrets, issuer: config.issuer, system }) }
}

export type ClientAuthenticationPart = ReturnType<typeof composeClientAuthentication>

/** Composes the authentication of clients. Only the service uses it; no command does. */
export function composeClientAuthentication(
  { config, system }: Given,
  { store, directory, secrets }: Clients & SecretClients,
  { newLimiter, refusals }: { newLimiter(): RefusalLimiter; refusals: RefusalTally },
) {
  const assertions = createClientAssertions({ issuer: config.issuer, clients: directory, store, system })
  const needs = { clients: directory, store, secrets, assertions, refusals, system }
  return {
    authenticate: createClientAuthentication({ ...needs, limiter: newLimiter() }),
    authenticateConfidential: createConfidentialAuthentication({ ...needs, limiter: newLimiter() }),
  }
}
