import { type ClientAdministration, createClientAdministration } from '../../clients/client-administration.ts'
import { type ClientSecrets, createClientSecrets } from '../../clients/client-secret.ts'
import type { ClientStore } from '../../clients/client-store.ts'
import { type ClientUpdate, createClientUpdate } from '../../clients/client-update.ts'
import type { Config } from '../../config.ts'
import { createClientStore } from '../../data/clients.ts'
import { resolveServiceSecret, ServiceSecretError } from '../../ops/service-secret.ts'
import { realSystem } from '../../system.ts'
import { withDatabaseBeside } from '../accounts.ts'

/** `secrets`: where the service secret is at hand, which for this it need not be. */
export const withClients = <T>(work: (clients: ClientStore, secrets: ClientSecrets | undefined) => Promise<T>): Promise<T> =>
  withDatabaseBeside({}, (database, config) => work(createClientStore(database), secretsAtHand(config)))

/** As `withClients`, and what changes one of them, for which no service secret is needed either. */
export const withClientUpdate = <T>(work: (update: ClientUpdate, clients: ClientStore) => Promise<T>): Promise<T> =>
  withDatabaseBeside({}, (database, { issuer }) => {
    const clients = createClientStore(database)
    return work(createClientUpdate({ clients, issuer }), clients)
  })

function secretsAtHand(config: Config): ClientSecrets | undefined {
  try {
    return createClientSecrets(resolveServiceSecret(config), realSystem)
  } catch (error) {
    if (error instanceof ServiceSecretError) return undefined
    throw error
  }
}

/** With the service secret, under which the secrets of clients are kept. */
export const withClientAdministration = <T>(
  options: { createDatabase?: boolean },
  work: (administration: ClientAdministration) => Promise<T>,
): Promise<T> =>
  withDatabaseBeside(options, (database, config) => {
    const secrets = createClientSecrets(resolveServiceSecret(config), realSystem)
    const clients = createClientStore(database)
    return work(createClientAdministration({ clients, secrets, issuer: config.issuer, system: realSystem }))
  })
