import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { maskDatabaseUrl } from '../config/database-url.ts'
import type { Flags } from '../config/read-values.ts'
import { DEV_DATABASE_FILE, SERVE_DATABASE_FILE } from '../config/service-settings.ts'
import { type Config, issuerIsGiven, type ReadConfig, readConfig } from '../config.ts'
import type { Database } from '../data/database.ts'
import { migrate, SchemaMismatch, schemaState } from '../data/migrations.ts'
import { openDatabase } from '../data/open-database.ts'
import { createServiceRecordStore } from '../data/service-state.ts'
import { resolveServiceSecret } from '../ops/secret-file.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { complain } from './support/terminal.ts'

/**
 * Opens the database of a command, does the work and closes it again. A service may be running beside it.
 *
 * @throws {CommandFailure} if there is none: a typing error in `DATABASE_URL` must not make an empty one.
 * @throws {SchemaMismatch} if it is of another release: it must not be migrated before there is a backup.
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

/** Does the same with a database of any release. `readonly` leaves the files of SQLite as they are. */
export async function withDatabaseAsItIs<T>(
  config: Config,
  work: (database: Database) => Promise<T>,
  options: { readonly?: boolean } = {},
): Promise<T> {
  if (config.database.kind === 'sqlite' && !existsSync(config.database.file))
    throw new CommandFailure(EXIT.notFound, `There is no database ${nameOf(config)}. ${BEGIN}`)
  return withOpened(config, work, options)
}

/**
 * Brings the database up to date, and creates it if it does not exist. A new file gets its service secret
 * too, since `serve` refuses a file without one.
 */
export async function migrateDatabase(config: Config): Promise<void> {
  if (config.database.kind === 'sqlite' && !existsSync(config.database.file)) resolveServiceSecret(config)
  await withOpened(config, migrate)
}

/** Returns the name of the database as a person knows it, without its password. */
export const nameOf = ({ database }: Pick<Config, 'database'>): string =>
  database.kind === 'sqlite' ? resolve(database.file) : maskDatabaseUrl(database.url)

/** Says how to migrate. `migrate` is for the database of `serve`. */
const migrating = ({ database }: Config): string =>
  database.kind === 'sqlite' && database.file === DEV_DATABASE_FILE
    ? 'Start `mintmark dev`, which brings it up to date.'
    : 'Back it up, then run `mintmark migrate`.'

const BEGIN = 'Begin with `mintmark migrate`, or with `mintmark dev` to try it; or set DATABASE_URL to the one that you mean.'

async function withOpened<T>(config: Config, work: (database: Database) => Promise<T>, options: { readonly?: boolean } = {}): Promise<T> {
  const database = await openDatabase(config.database, { sqlite: { writer: 'main', ...options } })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

async function expectOurSchema(database: Database, config: Config): Promise<void> {
  const state = await schemaState(database)
  const name = nameOf(config)
  if (state === 'absent') throw new CommandFailure(EXIT.notFound, `The database ${name} holds nothing of Mintmark. ${BEGIN}`)
  if (state === 'behind')
    throw new SchemaMismatch(`The database ${name} is of an earlier release than this programme. ${migrating(config)}`)
  if (state === 'too_far_ahead')
    throw new SchemaMismatch(`The database ${name} is more than one release ahead of this programme. Run a later release.`)
}

/**
 * Reads the configuration of a command that works on an existing database. Without `DATABASE_URL` that is the
 * database of `serve`, or else that of `dev` (docs/decisions/0016).
 */
export async function readCommandConfig(flags: Flags = {}): Promise<ReadConfig> {
  const read = readConfig({ flags, mode: 'command' })
  const isGiven = read.sources.some(({ variable, source }) => variable === 'DATABASE_URL' && source !== 'default')
  if (isGiven || !existsSync(DEV_DATABASE_FILE)) return read
  // From here on the person may mean the other database, so say which one it is.
  if (!existsSync(SERVE_DATABASE_FILE)) {
    complain(`This is about ${DEV_DATABASE_FILE}, the database of \`dev\`. For another, set DATABASE_URL.`)
    return { ...read, config: { ...read.config, database: { kind: 'sqlite', file: DEV_DATABASE_FILE } } }
  }
  // The driver of SQLite is loaded only here: commands on PostgreSQL start sooner without it.
  const { isServed } = await import('../data/sqlite/serve-lock.ts')
  if (isServed(DEV_DATABASE_FILE))
    complain(
      `This is about ${SERVE_DATABASE_FILE}. For the database of the \`dev\` that runs here, set DATABASE_URL=sqlite:${DEV_DATABASE_FILE}.`,
    )
  return read
}

/**
 * Returns the issuer that the command was given, or else that of the service last started on the database.
 *
 * @throws {CommandFailure} if neither is known. A guess would make tokens that are refused.
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

/** Returns the issuer, to compare with `names`. Without names it is not looked up, and is empty. */
export const issuerFor = async (names: readonly string[], database: Database, read: ReadConfig): Promise<string> =>
  names.length === 0 ? '' : issuerOf(database, read)
