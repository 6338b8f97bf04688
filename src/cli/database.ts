import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { DEV_DATABASE_FILE } from '../config/database-files.ts'
import { maskDatabaseUrl } from '../config/database-url.ts'
import type { Flags } from '../config/read-values.ts'
import type { Config, ReadConfig } from '../config.ts'
import type { Database } from '../data/database.ts'
import { migrate, SchemaMismatch, schemaState } from '../data/migrations.ts'
import { openDatabase } from '../data/open-database.ts'
import { resolveServiceSecret } from '../ops/service-secret.ts'
import { readCommandConfig } from './command-config.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'

/**
 * Opens the database of a command, beside a service that may be running, does the work and closes it again. It must be there, and be of this release: a slip in
 * `DATABASE_URL` would otherwise be answered by an empty service, and a command of a newer release would migrate before anybody has made a backup.
 */
export async function withDatabase<T>(
  work: (database: Database, config: Config, read: ReadConfig) => Promise<T>,
  flags: Flags = {},
): Promise<T> {
  const read = await readCommandConfig(flags)
  const { config } = read
  return withDatabaseAsItIs(config, async (database) => {
    await expectOurSchema(database, config)
    return work(database, config, read)
  })
}

/** The same with one of whatever release. */
export async function withDatabaseAsItIs<T>(config: Config, work: (database: Database) => Promise<T>): Promise<T> {
  if (config.database.kind === 'sqlite' && !existsSync(config.database.file))
    throw new CommandFailure(EXIT.notFound, `There is no database ${nameOf(config)}. ${BEGIN}`)
  return withOpened(config, work)
}

/** Makes it where there is none, and brings it up to date. A new file gets its secret with it, or `serve` would find a database without one. */
export async function migrateDatabase(config: Config): Promise<void> {
  if (config.database.kind === 'sqlite' && !existsSync(config.database.file)) resolveServiceSecret(config)
  await withOpened(config, migrate)
}

/** As a person knows it, without its password. */
export const nameOf = ({ database }: Pick<Config, 'database'>): string =>
  database.kind === 'sqlite' ? resolve(database.file) : maskDatabaseUrl(database.url)

/** `migrate` is about the database of `serve`. */
const migrating = ({ database }: Config): string =>
  database.kind === 'sqlite' && database.file === DEV_DATABASE_FILE
    ? 'Start `mintmark dev`, which brings it up to date.'
    : 'Back it up, then run `mintmark migrate`.'

const BEGIN = 'Begin with `mintmark migrate`, or with `mintmark dev` to try it; or set DATABASE_URL to the one that you mean.'

async function withOpened<T>(config: Config, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(config.database, { sqlite: { writer: 'main' } })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

async function expectOurSchema(database: Database, config: Config): Promise<void> {
  const standing = await schemaState(database)
  const name = nameOf(config)
  if (standing === 'absent') throw new CommandFailure(EXIT.notFound, `The database ${name} holds nothing of Mintmark. ${BEGIN}`)
  if (standing === 'behind')
    throw new SchemaMismatch(`The database ${name} is of an earlier release than this programme. ${migrating(config)}`)
  if (standing === 'too_far_ahead')
    throw new SchemaMismatch(`The database ${name} is more than one release ahead of this programme. Run a later release.`)
}
