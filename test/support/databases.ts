import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import type { DatabaseConfig } from '../../src/config.ts'
import type { Database } from '../../src/data/database.ts'
import { migrate } from '../../src/data/migrations.ts'
import { type OpenOptions, openDatabase } from '../../src/data/open-database.ts'

export interface FreshDatabase {
  config: DatabaseConfig
  /** Opens the database, and closes it at the end of the file if the test has not. */
  open(options?: OpenOptions): Promise<Database>
}

export interface TestDatabase {
  name: string
  kind: DatabaseConfig['kind']
  /** Makes a database, migrated unless `empty`. It is removed at the end of the file. */
  fresh(options?: { empty?: boolean }): Promise<FreshDatabase>
}

const cleanups: (() => Promise<void>)[] = []

/** Runs `cleanup` when the tests of the file are done. What was registered last runs first. */
export function atEndOfFile(cleanup: () => Promise<void>): void {
  cleanups.push(cleanup)
}

/** Runs all that `atEndOfFile` registered. */
export async function endFile(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
}
afterAll(endFile)

function freshDatabase(config: DatabaseConfig): FreshDatabase {
  return {
    config,
    async open(options) {
      const database = await openDatabase(config, options)
      let closing: Promise<void> | undefined
      const close = (): Promise<void> => {
        closing ??= database.close()
        return closing
      }
      atEndOfFile(close)
      return { ...database, close }
    },
  }
}

/** Makes a folder that is removed at the end of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-test-'))
  atEndOfFile(async () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Copies a migrated file. The suites of `scripts/check-*.sh` have no such file, so they migrate. */
async function makeSqlite(config: DatabaseConfig & { kind: 'sqlite' }): Promise<void> {
  const template: string | undefined = inject('sqliteTemplate')
  if (template !== undefined) return copyFileSync(template, config.file)
  const database = await openDatabase(config)
  await migrate(database)
  await database.close()
}

async function freshSqlite({ empty = false }: { empty?: boolean } = {}): Promise<FreshDatabase> {
  const config = { kind: 'sqlite' as const, file: join(temporaryFolder(), 'mintmark.db') }
  if (!empty) await makeSqlite(config)
  return freshDatabase(config)
}

/** Runs statements that a pool of the tests may not send, on a connection without limits. */
export async function administer(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: '-c statement_timeout=0 -c lock_timeout=0' })
  client.on('error', () => {})
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

const freshPostgres =
  (url: string) =>
  async ({ empty = false }: { empty?: boolean } = {}): Promise<FreshDatabase> => {
    const name = `test_${randomBytes(8).toString('hex')}`
    // A copy of files and a drop each need a checkpoint. On a disk, the database stays until the run ends.
    const strategy = inMemory ? 'file_copy' : 'wal_log'
    await administer(url, `create database ${name} template ${empty ? 'template1' : 'mintmark_template'} strategy ${strategy}`)
    if (inMemory) atEndOfFile(() => administer(url, `drop database if exists ${name} with (force)`))
    return freshDatabase({ kind: 'postgres', url: url.replace(/\/postgres$/, `/${name}`), poolSize: 10, namedStatements: true })
  }

const postgresUrl = inject('postgresUrl')
const inMemory = inject('postgresInMemory')

/** Null if this platform has no PostgreSQL. */
export const postgres: TestDatabase | null =
  postgresUrl === null ? null : { name: 'PostgreSQL', kind: 'postgres', fresh: freshPostgres(postgresUrl) }

export const sqlite: TestDatabase = { name: 'SQLite', kind: 'sqlite', fresh: freshSqlite }

/**
 * The databases on which everything must do the same: `describe.each(databases)('on $name', ({ fresh }) =>
 * …)`.
 */
export const databases: TestDatabase[] = postgres === null ? [sqlite] : [sqlite, postgres]
