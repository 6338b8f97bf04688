import { composeClients } from '../../composition/clients.ts'
import { composeKeys } from '../../composition/keys.ts'
import { composeOperatorTokens, composeTokens } from '../../composition/tokens.ts'
import type { Flags } from '../../config/read-values.ts'
import type { Config } from '../../config.ts'
import type { Database } from '../../data/database.ts'
import { realSystem } from '../../system.ts'
import { provenSecret } from '../proven-secret.ts'
import { issuerOf, withDatabase } from '../with-database.ts'

export type OperatorTokens = Awaited<ReturnType<typeof operatorTokensOf>>

/**
 * Runs `work` with tokens as the service issues and verifies them: with its issuer, its service secret and
 * its keys.
 */
export const withTokens = <T>(flags: Flags, work: (tokens: OperatorTokens, database: Database) => Promise<T>): Promise<T> =>
  withDatabase(async (database, config, read) => {
    const issuer = await issuerOf(database, read)
    return work(await operatorTokensOf(database, { ...config, issuer }), database)
  }, flags)

async function operatorTokensOf(database: Database, config: Config) {
  const given = { config, database, secret: await provenSecret(database, config), system: realSystem }
  const keys = composeKeys(given)
  await keys.ring.refresh()
  keys.ring.requireOpened()
  const clients = composeClients(given)
  return { clients: clients.directory, ...composeOperatorTokens(given, keys, composeTokens(given, keys, clients)) }
}
