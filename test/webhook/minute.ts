/**
 * A receiver that is down for a minute under 100 logins a second: `node test/webhook/minute.ts`. It
 * ends with 1 if an acknowledged login is not delivered, or comes out of order.
 *
 * @module
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '../support/postgres.ts'
import { buildProgram } from '../support/program.ts'
import { deliverThroughOutage } from './rounds.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, rate: { type: 'string', default: '100' } } })
const load = { downMs: Number(values.seconds) * 1000, loginsASecond: Number(values.rate) }
const folder = mkdtempSync(join(tmpdir(), 'mintmark-webhook-'))
await buildProgram()
const server = await startPostgres()
try {
  console.log('SQLite', await deliverThroughOutage({ kind: 'sqlite', file: join(folder, 'mintmark.db') }, load))
  if (server !== undefined) {
    const database = { kind: 'postgres', url: server.url, poolSize: 10, namedStatements: true } as const
    console.log('PostgreSQL', await deliverThroughOutage(database, load))
  }
} finally {
  await server?.remove()
  rmSync(folder, { recursive: true, force: true })
}
