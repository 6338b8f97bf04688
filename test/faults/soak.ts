/**
 * Runs one crash after another under load: `node test/faults/soak.ts --rounds 50`. It ends with 1 at the
 * first acknowledged fact that did not hold. It needs the development dependencies, which include a
 * PostgreSQL.
 *
 * @module
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '../support/postgres.ts'
import { buildProgram } from '../support/program.ts'
import { type CrashFigures, crashPostgres, crashService } from './crash-rounds.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' } } })
const rounds = Number(values.rounds)
const folder = mkdtempSync(join(tmpdir(), 'mintmark-soak-'))
await buildProgram()
const server = await startPostgres()

async function tell(name: string, crash: Promise<CrashFigures>): Promise<void> {
  const { counts, recoveryMs, slowestMs } = await crash
  const inOrder = recoveryMs.toSorted((a, b) => a - b).map(Math.round)
  const recovery = { median: inOrder[Math.floor(inOrder.length / 2)], slowest: inOrder.at(-1) }
  console.log(JSON.stringify({ name, rounds, ...counts, recoveryMs: recovery, slowestMs }))
}

try {
  await tell('SQLite, the service killed', crashService({ kind: 'sqlite', file: join(folder, 'mintmark.db') }, rounds))
  if (server !== undefined) {
    await tell(
      'PostgreSQL, the service killed',
      crashService({ kind: 'postgres', url: server.url, poolSize: 10, namedStatements: true }, rounds),
    )
    await tell('PostgreSQL, its postmaster killed', crashPostgres(server, rounds))
  }
} finally {
  await server?.remove()
  rmSync(folder, { recursive: true, force: true })
}
