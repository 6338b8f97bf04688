import { type ClientAdministration, createClientAdministration } from '../../clients/client-administration.ts'
import { createClientSecrets } from '../../clients/client-secret.ts'
import type { ClientStore } from '../../clients/client-store.ts'
import { createClientStore } from '../../data/clients.ts'
import { resolveServiceSecret } from '../../ops/service-secret.ts'
import { realSystem } from '../../system.ts'
import { withDatabaseBeside } from '../accounts.ts'

export const withClients = <T>(work: (clients: ClientStore) => Promise<T>): Promise<T> =>
  withDatabaseBeside({}, (database) => work(createClientStore(database)))

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
