import type { ClientAdministration } from '../../clients/client-administration.ts'
import type { ClientSecrets } from '../../clients/client-secret.ts'
import type { ClientStore } from '../../clients/client-store.ts'
import type { ClientUpdate } from '../../clients/client-update.ts'
import { composeClients, composeSecretClients } from '../../composition/clients.ts'
import { realSystem } from '../../system.ts'
import { provenSecret, provenSecretIfGiven } from '../proven-secret.ts'
import { issuerFor, withDatabase } from '../with-database.ts'

/** Runs `work` with the clients. `secrets` returns undefined if there is no service secret here. */
export const withClients = <T>(work: (clients: ClientStore, secrets: () => Promise<ClientSecrets | undefined>) => Promise<T>): Promise<T> =>
  withDatabase((database, config) => {
    const given = { config, database, system: realSystem }
    const clients = composeClients(given)
    return work(clients.store, async () => {
      const secret = await provenSecretIfGiven(database, config)
      return secret && composeSecretClients({ ...given, secret }, clients).secrets
    })
  })

/**
 * Runs `work` with what changes clients without the service secret.
 *
 * @param names The new audiences and identifiers of the client. None of them may be the issuer.
 */
export const withClientUpdate = <T>(
  names: readonly string[],
  work: (update: ClientUpdate, clients: ClientStore) => Promise<T>,
): Promise<T> =>
  withDatabase(async (database, config, read) => {
    const issuer = await issuerFor(names, database, read)
    const { update, store } = composeClients({ config: { ...config, issuer }, database, system: realSystem })
    return work(update, store)
  })

/**
 * Runs `work` with the administration of clients. Their secrets are kept under the service secret.
 *
 * @param names The audiences and identifiers of the client. None of them may be the issuer.
 */
export const withClientAdministration = <T>(
  names: readonly string[],
  work: (administration: ClientAdministration) => Promise<T>,
): Promise<T> =>
  withDatabase(async (database, config, read) => {
    const secret = await provenSecret(database, config)
    const issuer = await issuerFor(names, database, read)
    const given = { config: { ...config, issuer }, database, secret, system: realSystem }
    return work(composeSecretClients(given, composeClients(given)).administration)
  })
