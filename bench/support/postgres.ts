import { existsSync } from 'node:fs'
import { type PostgresServer, RUN_FOLDER, startPostgres } from '../../test/support/postgres.ts'
import { move } from './cores.ts'

/** On a disk, and open to the user that the server runs as. */
const DISK = '/var/tmp'

/** The PostgreSQL of the tests. It runs where the load does, since in production it has a machine of its own. */
export async function startDatabaseServer(): Promise<PostgresServer | undefined> {
  if (existsSync(DISK)) process.env[RUN_FOLDER] ??= DISK
  const server = await startPostgres()
  if (server !== undefined) move(server.pid!, 'load')
  return server
}
