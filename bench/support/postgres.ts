import { existsSync } from 'node:fs'
import { type PostgresServer, startPostgres } from '../../test/support/postgres.ts'
import { RUN_FOLDER } from '../../test/support/postgres-folder.ts'
import { move } from './cores.ts'

/** It is on a disk, and the user of the server may write there. */
const DISK = '/var/tmp'

/** Starts the PostgreSQL of the tests, on the core of the load. In production it has its own machine. */
export async function startDatabaseServer(): Promise<PostgresServer | undefined> {
  if (existsSync(DISK)) process.env[RUN_FOLDER] ??= DISK
  const server = await startPostgres()
  if (server !== undefined) move(server.pid!, 'load')
  return server
}
