import { type ClientAdministration, createClientAdministration } from '../../clients/client-administration.ts'
import { type ClientSecrets, createClientSecrets } from '../../clients/client-secret.ts'
import type { ClientStore } from '../../clients/client-store.ts'
import { type ClientUpdate, createClientUpdate } from '../../clients/client-update.ts'
import { createClientStore } from '../../data/clients.ts'
import { realSystem } from '../../system.ts'
import { withDatabase } from '../database.ts'
import { issuerFor } from '../issuer.ts'
import { provenSecret, provenSecretIfGiven } from '../service-secret.ts'

/** `secrets`: undefined where the service secret is not at hand, which for this it need not be. */
export const withClients = <T>(work: (clients: ClientStore, secrets: () => Promise<ClientSecrets | undefined>) => Promise<T>): Promise<T> =>
  withDatabase((database, config) =>
    work(createClientStore(database), async () => {
      const secret = await provenSecretIfGiven(database, config)
      return secret && createClientSecrets(secret, realSystem)
    }),
  )

/** What changes whether a client may ask, for which neither the service secret nor the issuer is needed. */
export const withClientUpdate = <T>(work: (update: ClientUpdate, clients: ClientStore) => Promise<T>): Promise<T> =>
  withDatabase((database) => {
    const clients = createClientStore(database)
    return work(createClientUpdate({ store: clients, issuer: '', system: realSystem }), clients)
  })

/** With the service secret, under which the secrets of clients are kept. @param names Whom a client that is made or changed names. */
export const withClientAdministration = <T>(
  names: readonly string[],
  work: (administration: ClientAdministration) => Promise<T>,
): Promise<T> =>
  withDatabase(async (database, config, read) => {
    const secrets = createClientSecrets(await provenSecret(database, config), realSystem)
    const clients = createClientStore(database)
    const issuer = await issuerFor(names, database, read)
    return work(createClientAdministration({ store: clients, secrets, issuer, system: realSystem }))
  })
