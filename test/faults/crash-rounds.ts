/**
 * One crash after another under load (REQUIREMENTS F 1). After each, everything acknowledged is checked.
 *
 * @module
 */

import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseConfig } from '../../src/config.ts'
import type { PostgresServer } from '../support/postgres.ts'
import { createClient, type FaultClient, Gone } from './client.ts'
import { createCrowd } from './crowd.ts'
import type { Counts } from './ledger.ts'
import { type Env, FAST, serve } from './serving.ts'

export interface CrashFigures {
  rounds: number
  /** What was acknowledged, what lost its answer, and what was checked. */
  counts: Counts
  /** The time of each round from the kill until /readyz answered 200. */
  recoveryMs: number[]
  /** The slowest answer in milliseconds, by status. */
  slowestMs: Record<number, number>
}

const READY_LIMIT_MS = 20_000
/** The least number of refreshes in a round. */
const LEAST_REFRESHES = 10

export const envOf = (config: DatabaseConfig): Env => ({
  ...FAST,
  DATABASE_URL: config.kind === 'sqlite' ? `sqlite:${config.file}` : config.url,
})

/** Waits for a random time, so that the kill may interrupt anything. */
const anyMoment = () => sleep(150 + Math.random() * 350)

/** Waits for a random time after some refreshes, however busy the machine is. */
async function anyBusyMoment(counts: Counts): Promise<void> {
  const before = counts.refresh
  await anyMoment()
  while (counts.refresh < before + LEAST_REFRESHES) await sleep(Math.random() * 20)
}

/** Waits until the service is ready, and returns how many milliseconds that took. */
export async function untilReady(client: FaultClient): Promise<number> {
  const startedAt = performance.now()
  while (performance.now() - startedAt < READY_LIMIT_MS) {
    const status = await client.get('/readyz').then((answer) => answer.status, unlessGone)
    if (status === 200) return performance.now() - startedAt
    await sleep(20)
  }
  throw new Error('It did not recover.')
}

function unlessGone(error: unknown): undefined {
  if (!(error instanceof Gone)) throw error
}

/** Kills the service with `kill -9` again and again. Throws a `Violation`. */
export async function crashService(config: DatabaseConfig, rounds: number): Promise<CrashFigures> {
  const crowd = await createCrowd(config)
  const figures: CrashFigures = { rounds, counts: crowd.counts, recoveryMs: [], slowestMs: {} }
  let service = await serve(envOf(config))
  for (let round = 0; round < rounds; round += 1) {
    const client = createClient(service.url)
    const load = crowd.act([client], () => false)
    await Promise.race([anyBusyMoment(crowd.counts), load])
    const killedAt = performance.now()
    await service.kill()
    await load
    service = await serve(envOf(config))
    const restarted = createClient(service.url)
    await untilReady(restarted)
    figures.recoveryMs.push(performance.now() - killedAt)
    await crowd.check(restarted)
    note(figures, client, restarted)
  }
  service.signal('SIGTERM')
  await service.exit()
  return figures
}

/** Kills PostgreSQL with `kill -9` under a service that keeps running. Throws a `Violation`. */
export async function crashPostgres(server: PostgresServer, rounds: number): Promise<CrashFigures> {
  const config: DatabaseConfig = { kind: 'postgres', url: server.url, poolSize: 10, namedStatements: true }
  const crowd = await createCrowd(config)
  const figures: CrashFigures = { rounds, counts: crowd.counts, recoveryMs: [], slowestMs: {} }
  const service = await serve(envOf(config))
  const client = createClient(service.url)
  for (let round = 0; round < rounds; round += 1) {
    let over = false
    const load = crowd.act([client], () => over)
    await Promise.race([anyBusyMoment(crowd.counts), load])
    const killedAt = performance.now()
    await server.crash()
    await Promise.race([anyMoment(), load])
    await server.start()
    await untilReady(client)
    figures.recoveryMs.push(performance.now() - killedAt)
    await Promise.race([anyMoment(), load])
    over = true
    await load
    await crowd.check(client)
  }
  note(figures, client)
  service.signal('SIGTERM')
  await service.exit()
  return figures
}

function note({ slowestMs }: CrashFigures, ...clients: FaultClient[]): void {
  for (const client of clients) {
    for (const [status, ms] of client.slowestMs) slowestMs[status] = Math.max(slowestMs[status] ?? 0, Math.round(ms))
  }
}
