import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/data/open-database.ts'
import { createStores } from '../../test/support/stores.ts'
import { onceEach } from '../load/plans.ts'
import type { Session } from '../mintmark/mint.ts'
import type { Prepared } from '../mintmark/prepare.ts'
import { type Bench, type BenchCase, CONNECTIONS, type Database } from '../support/bench-case.ts'
import { type Contender, compare } from '../support/compare.ts'
import type { Server } from '../support/process.ts'
import { atLeast, type Report } from '../support/report.ts'
import { requests } from '../support/throughput.ts'
import { addIntrospectingClient, askAbout, INTROSPECTABLE } from './introspection.ts'
import { loginsOf } from './login.ts'
import { rotatingForms } from './refresh.ts'
import { tokensForTurns } from './tokens-for-turns.ts'

/** The number of sessions that are used, if there are so many. They are spread over the table. */
const USED = CONNECTIONS * 625
const LOGINS = 16
const SWEPT = 200
const LONG_AGO = { ends_at_ms: 1, idle_ends_at_ms: 1 }

interface Grown {
  name: string
  service: Prepared
  server: Server
  used: Session[]
}

/** Measures what a larger table of sessions costs. It compares the largest with each smaller one. */
export const growth: BenchCase = { name: 'growth', long: true, run: (bench) => onDatabase(bench, 'sqlite') }

export const growthOnPostgres: BenchCase = { name: 'growth-postgres', long: true, run: (bench) => onDatabase(bench, 'postgres') }

async function onDatabase(bench: Bench, database: Database): Promise<Report[]> {
  const all: Grown[] = []
  for (const count of bench.sessions.toSorted((a, b) => b - a)) all.push(await grow(bench, database, count))
  const on = database === 'sqlite' ? 'SQLite' : 'PostgreSQL'
  const of = async (what: string, work: (grown: Grown) => Promise<Contender>, longer = 1) => {
    const contenders = await Promise.all(all.map(work))
    return compare({ ...bench, seconds: bench.seconds * longer }, { title: `${what} as the table of sessions grows, ${on}` }, contenders)
  }
  return [
    await of('Refresh', refreshing),
    await of('Introspection, each token once,', (grown) => introspecting(bench, grown)),
    await of('Login', loggingIn, 2),
    await of('Sweep', sweeping),
  ]
}

async function grow(bench: Bench, database: Database, count: number): Promise<Grown> {
  const settings = { ...INTROSPECTABLE.settings, MINTMARK_ACCESS_TOKEN_TTL_SECONDS: '3600' }
  const service = await bench.prepare(bench.trees[0]!, { database, settings })
  await addIntrospectingClient(service)
  const sessions = await service.mint.sessions(count)
  await service.rows.settle()
  const step = Math.max(1, count / USED)
  const used = Array.from({ length: Math.min(count, USED) }, (_, i) => sessions[Math.floor(i * step)]!)
  return { name: `${count.toLocaleString('en')} sessions`, service, used, server: await bench.serve(service) }
}

const contender = ({ name, server, service }: Grown, work: Contender['work']): Contender => ({
  name,
  pids: [server.pid],
  databasePid: service.store.serverPid,
  work,
  goal: atLeast(0.8),
})

async function refreshing(grown: Grown): Promise<Contender> {
  const plan = rotatingForms(grown.service.mint.refreshTokens(grown.used), CONNECTIONS)
  return contender(grown, requests([grown.server], plan, { connections: CONNECTIONS }))
}

async function introspecting(bench: Bench, grown: Grown): Promise<Contender> {
  const tokens = await tokensForTurns(bench, grown.service.mint, grown.used)
  const planOf = (turn: number) => onceEach(tokens[turn]!.values().map(askAbout))
  return contender(grown, (seconds, turn) => requests([grown.server], planOf(turn), { connections: CONNECTIONS })(seconds))
}

async function loggingIn(grown: Grown): Promise<Contender> {
  const plan = await loginsOf(grown.service.mint, LOGINS)
  return contender(grown, requests([grown.server], plan, { connections: LOGINS }))
}

/**
 * The sweep of the housekeeping, while the service runs. Only the sweep is timed, not the making of its rows.
 */
async function sweeping(grown: Grown): Promise<Contender> {
  const { service } = grown
  const { config } = readConfig({ env: service.env, mode: 'command' })
  const work = async (seconds: number) => {
    const database = await openDatabase(config.database)
    const { sessions } = createStores(database)
    let [answered, taken] = [0, 0]
    try {
      while (taken < seconds / 10) {
        await service.mint.sessions(SWEPT, LONG_AGO)
        const start = performance.now()
        answered += await sessions.sweep(Date.now() - 1, SWEPT)
        taken += (performance.now() - start) / 1000
      }
    } finally {
      await database.close()
    }
    return { answered, seconds: taken }
  }
  return { name: grown.name, pids: [], work, goal: atLeast(0.8) }
}
