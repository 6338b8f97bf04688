import { issuerIsGiven, type ReadConfig } from '../config.ts'
import type { Database } from '../data/database.ts'
import { createServiceRecordStore } from '../data/service-state.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'

/**
 * What the service is known by: as the command was told, else as the service that was last started on the database. Where neither says it, it is not guessed: tokens
 * of another issuer are refused. Throws a `CommandFailure`.
 */
export async function issuerOf(database: Database, read: ReadConfig): Promise<string> {
  if (issuerIsGiven(read)) return read.config.issuer
  const { issuer } = await createServiceRecordStore(database).read()
  if (issuer !== null) return issuer
  throw new CommandFailure(
    EXIT.usage,
    'It is not known yet by what URL clients know the service: set MINTMARK_ISSUER, or start `mintmark serve` once.',
  )
}

/** For clients that name `names`. What names nobody cannot name the issuer, and nothing is asked. */
export const issuerFor = async (names: readonly string[], database: Database, read: ReadConfig): Promise<string> =>
  names.length === 0 ? '' : issuerOf(database, read)
