/**
 * Measures the end of 100,000 sessions of one user: `node test/faults/session-limit.ts`. It prints how long
 * the service takes to reach 100 sessions. It also prints the slowest `/protected` answers during that time
 * and during a quiet time. It needs the development dependencies, which include a PostgreSQL, and a machine
 * without other work.
 *
 * @module
 */

import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { sql } from 'kysely'
import type { DatabaseConfig } from '../../src/config.ts'
import type { Database } from '../../src/data/database.ts'
import { openDatabase } from '../../src/data/open-database.ts'
import { MAX_LIVE_SESSIONS_PER_USER } from '../../src/sessions/session-policy.ts'
import { startPostgres } from '../support/postgres.ts'
import { envOf } from './crash-rounds.ts'
import { finished, run, serve } from './serving.ts'

const PASSWORD = 'a password of the record'
const QUIET_MS = 20_000
const ASK_EVERY_MS = 5
/** The limit of a round in ms: one minute until it begins, and two minutes for the work. */
const LIMIT_MS = 60_000 + 120_000

/**
 * Sends requests without end, on one connection and its own thread. Work of this thread therefore does not
 * count as waiting time.
 */
async function askAllTheTime(url: string, token: string): Promise<never> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const latencies: number[] = []
  parentPort!.on('message', () => parentPort!.postMessage(latencies.splice(0)))
  for (;;) {
    const startedAt = performance.now()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const asked = request(`${url}/protected`, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`/protected was answered with ${response.statusCode}`))
      response.resume().on('end', resolve)
    })
    asked.on('error', reject).end()
    await promise
    latencies.push(performance.now() - startedAt)
    await sleep(ASK_EVERY_MS)
  }
}

/** Returns the figures of the requests since the last call. */
async function take(load: Worker) {
  load.postMessage('take')
  const [latencies] = (await once(load, 'message')) as [number[]]
  const inOrder = latencies.sort((a, b) => a - b)
  const at = (share: number) => Number((inOrder[Math.min(inOrder.length - 1, Math.floor(share * inOrder.length))] ?? 0).toFixed(1))
  return {
    asked: inOrder.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    p999Ms: at(0.999),
    worstMs: at(1),
    over20Ms: inOrder.filter((ms) => ms > 20).length,
  }
}

/** Copies the user's one session `count` times. Each copy has its own, earlier time of use. */
const copySessions = (kind: Database['kind'], count: number) => {
  const series =
    kind === 'sqlite'
      ? sql`with recursive counted (n) as (select 1 union all select n + 1 from counted where n < ${count}) select n from counted`
      : sql`select counted.n from generate_series(1, ${count}::integer) as counted (n)`
  const id = kind === 'sqlite' ? sql`printf('%022d', n)` : sql`lpad(n::text, 22, '0')`
  return sql`
    insert into sessions (id, user_id, client_id, scope, counter, user_epoch, client_epoch, service_epoch,
      created_at_ms, rotated_at_ms, idle_ends_at_ms, ends_at_ms)
    select ${id}, user_id, client_id, scope, 0, user_epoch, client_epoch, service_epoch,
      created_at_ms - n, rotated_at_ms - n, idle_ends_at_ms, ends_at_ms
    from sessions, (${series}) as numbers`
}

async function record(name: string, config: DatabaseConfig, count: number): Promise<void> {
  const env = envOf(config)
  await finished(run(['migrate'], env))
  const adding = run(['users', 'add', 'alice', '--password-stdin'], env)
  adding.stdin?.end(PASSWORD)
  await finished(adding)
  const service = await serve(env)
  const login = await fetch(`${service.url}/token`, {
    method: 'POST',
    body: new URLSearchParams({ username: 'alice', password: PASSWORD }),
  })
  const { access_token } = (await login.json()) as { access_token: string }
  const database = await openDatabase(config)
  /** Counts only as far as needed. A full count would use both cores, and the bench would measure itself. */
  const alive = async () => {
    const counted = database.kysely
      .selectFrom('sessions')
      .select('id')
      .where(sql<boolean>`ended_at_ms is null and refreshable = 1`)
      .limit(MAX_LIVE_SESSIONS_PER_USER + 1)
    return (await counted.execute()).length
  }
  const hasBegun = async () => {
    const event = database.kysely.selectFrom('events').select('id').where('type', '=', 'session_evicted').limit(1)
    return (await event.executeTakeFirst()) !== undefined
  }
  const load = new Worker(new URL(import.meta.url), { workerData: { url: service.url, token: access_token } })
  await sleep(QUIET_MS)
  const quiet = await take(load)
  await copySessions(database.kind, count).execute(database.kysely)
  // PostgreSQL plans with old statistics until autovacuum counts the table, within a minute. `analyze` does
  // that at once.
  if (database.kind === 'postgres') await sql`analyze sessions`.execute(database.kysely)
  await take(load)
  const startedAt = performance.now()
  let begunAt: number | undefined
  for (let left = await alive(); left > MAX_LIVE_SESSIONS_PER_USER; left = await alive()) {
    if (performance.now() - startedAt > LIMIT_MS) throw new Error(`${left} are alive still.`)
    if (begunAt === undefined && (await hasBegun())) begunAt = performance.now()
    await sleep(500)
  }
  const seconds = (performance.now() - startedAt) / 1000
  const sweepSeconds = (performance.now() - begunAt!) / 1000
  console.log(JSON.stringify({ name, quiet, meanwhile: await take(load), seconds, sweepSeconds, alive: await alive() }))
  await load.terminate()
  await database.close()
  service.signal('SIGTERM')
  await service.exit()
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { sessions: { type: 'string', default: '100000' } } })
  const count = Number(values.sessions)
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-session-limit-'))
  const server = await startPostgres()
  try {
    await record('SQLite', { kind: 'sqlite', file: join(folder, 'mintmark.db') }, count)
    if (server !== undefined) await record('PostgreSQL', { kind: 'postgres', url: server.url, poolSize: 10, namedStatements: true }, count)
  } finally {
    await server?.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

await (isMainThread ? main() : askAllTheTime(workerData.url, workerData.token))
