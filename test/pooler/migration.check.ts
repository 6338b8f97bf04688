// A migration through a pooler leaves nothing on connections that others use next (REQUIREMENTS F 12).
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FAST, finished, killServing, run } from '../faults/serving.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { ask } from '../support/postgres-standby.ts'
import { type PgBouncer, type PoolMode, startPgBouncer } from './pgbouncer.ts'

const CONNECTIONS = 4
const SETTINGS = ['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout', 'default_transaction_isolation']

let server: PostgresServer
beforeAll(async () => {
  server = (await startPostgres())!
})
afterAll(async () => {
  killServing()
  await server?.remove()
})

/**
 * Returns the settings of each server session behind the pooler. A transaction on each holds it, so that the
 * next client gets another.
 */
async function sessionsBehind({ urlOf }: PgBouncer, database: string): Promise<{ pid: number; settings: string[] }[]> {
  const clients = Array.from({ length: CONNECTIONS }, () => new pg.Client(urlOf(database)))
  const sessions = []
  for (const client of clients) {
    await client.connect()
    await client.query('begin')
    const asked = SETTINGS.map((setting) => `current_setting('${setting}')`).join(', ')
    const { rows } = await client.query(`select pg_backend_pid() as pid, array[${asked}] as settings`)
    sessions.push(rows[0])
  }
  // A session with an open transaction would be closed with its client.
  for (const client of clients) await client.query('commit')
  for (const client of clients) await client.end()
  return sessions
}

test.each<[PoolMode, string]>([
  ['transaction', 'off'],
  ['transaction', 'on'],
  ['session', 'off'],
])('%s mode, names %s: no lock and no limit is left behind (F 12)', async (mode, names) => {
  const database = `migrated_${mode}_${names}`
  await ask(server, `create database ${database}`)
  const pooler = await startPgBouncer(server, mode, CONNECTIONS)
  try {
    const before = await sessionsBehind(pooler, database)
    // All at once, so that all connections are used and one waits for another's lock.
    const env = { ...FAST, DATABASE_URL: pooler.urlOf(database), MINTMARK_POSTGRES_NAMED_STATEMENTS: names }
    const ended = await Promise.all(Array.from({ length: 3 }, () => finished(run(['migrate'], env))))
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0])
    const after = await sessionsBehind(pooler, database)
    expect(after.map(({ settings }) => settings)).toEqual(before.map(({ settings }) => settings))
    if (mode === 'transaction') expect(after.map(({ pid }) => pid).sort()).toEqual(before.map(({ pid }) => pid).sort())
    expect(await ask(server, `select pid from pg_locks where locktype = 'advisory'`)).toEqual([])
  } finally {
    await pooler.stop()
  }
})
