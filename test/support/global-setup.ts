import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/data/migrations.ts'
import { openDatabase } from '../../src/data/open-database.ts'
import { startPostgres } from './postgres.ts'
import { folderInMemory, RUN_FOLDER } from './postgres-folder.ts'
import { buildProgram } from './program.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The URL of this run's server, or null if this platform has none. */
    postgresUrl: string | null
    /** True if the server's files are in memory, where a database can be dropped at no cost. */
    postgresInMemory: boolean
    /** A migrated file that each test copies as its database. */
    sqliteTemplate: string
  }
}

/** A migrated database that each test copies. */
export const TEMPLATE = 'mintmark_template'

/** Starts one PostgreSQL for the whole run, and builds the program that tests start. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await buildProgram()
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-template-'))
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  project.provide('sqliteTemplate', await makeSqliteTemplate(folder))
  const inMemory = folderInMemory()
  if (inMemory !== undefined) process.env[RUN_FOLDER] ??= inMemory
  project.provide('postgresInMemory', inMemory !== undefined)
  const server = await startPostgres()
  project.provide('postgresUrl', server?.url ?? null)
  if (server === undefined) return async () => removeFolder()
  process.env[RUN_FOLDER] = server.folder
  const remove = async () => {
    removeFolder()
    await server.remove()
  }
  try {
    await makePostgresTemplate(server.url)
  } catch (error) {
    await remove()
    throw error
  }
  return remove
}

export async function makeSqliteTemplate(folder: string): Promise<string> {
  const file = join(folder, 'template.db')
  const database = await openDatabase({ kind: 'sqlite', file })
  await migrate(database)
  await database.close()
  return file
}

async function makePostgresTemplate(url: string): Promise<void> {
  // On a busy machine a copy takes longer than the limits allow.
  const client = new pg.Client({ connectionString: url, options: '-c statement_timeout=0' })
  await client.connect()
  await client.query(`create database ${TEMPLATE}`)
  await client.end()
  const database = await openDatabase({
    kind: 'postgres',
    url: url.replace(/\/postgres$/, `/${TEMPLATE}`),
    poolSize: 1,
    namedStatements: true,
  })
  await migrate(database)
  await database.close()
}
