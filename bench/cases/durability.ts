import { closedLoop } from '../load/closed-loop.ts'
import type { Plan } from '../load/plans.ts'
import { type Bench, type BenchCase, CONNECTIONS } from '../support/bench-case.ts'
import { shown } from '../support/report.ts'
import { straceMissing, syncsDuring } from '../support/sync-count.ts'
import { withDescendants } from '../support/usage.ts'
import { oidcProvider } from './oidc-provider.ts'
import { rotatingForms } from './refresh.ts'

const SECONDS = 1
const SESSIONS = CONNECTIONS * 4
const TITLE = 'Durability: how often the disk is made to keep what refreshes wrote (fdatasync and fsync, counted by strace, not timed)'

interface Refresher {
  name: string
  port: number
  /** The processes that write to the disk. */
  pids: number[]
  plan(connections: number): Plan
}

/**
 * At most as many answers as connections can share a commit. If no more than that share one, each was durable
 * before it was sent.
 */
export const durability: BenchCase = {
  name: 'durability',
  async run(bench) {
    const missing = await straceMissing()
    if (missing !== undefined) return [{ title: TITLE, figures: [['']], ratios: [], notes: [`Skipped: ${missing}.`] }]
    const lines: string[][] = []
    for (const refresher of [...(await services(bench)), ...(await peers(bench))]) {
      for (const connections of [1, CONNECTIONS]) lines.push(await lineOf(refresher, connections))
    }
    const head = ['', 'connections', 'refreshes', 'syncs', 'refreshes a sync', 'durable']
    return [{ title: TITLE, figures: [head, ...lines], ratios: [], notes: bench.skipped() }]
  },
}

async function lineOf({ name, port, pids, plan }: Refresher, connections: number): Promise<string[]> {
  let answered = 0
  const load = () => closedLoop({ port, connections, seconds: SECONDS, ...plan(connections) })
  const syncs = await syncsDuring(pids, async () => {
    answered = (await load()).answered
  })
  const durable = syncs * connections >= answered
  return [name, String(connections), String(answered), String(syncs), shown(answered / syncs, 1) || 'none', durable ? 'yes' : 'no']
}

async function services(bench: Bench): Promise<Refresher[]> {
  const refreshers: Refresher[] = []
  for (const database of ['sqlite', 'postgres'] as const) {
    const { mint, store, ...service } = await bench.prepare(bench.trees[0]!, { database })
    const tokens = mint.refreshTokens(await mint.sessions(SESSIONS))
    const server = await bench.serve({ mint, store, ...service })
    const plan = (connections: number) => rotatingForms(tokens, connections)
    // The first answers open the connections to the database.
    await closedLoop({ port: server.port, connections: CONNECTIONS, seconds: 0.2, ...plan(CONNECTIONS) })
    const pids = database === 'sqlite' ? [server.pid] : withDescendants(store.serverPid!)
    refreshers.push({ name: `mintmark, ${database === 'sqlite' ? 'SQLite' : 'PostgreSQL'}`, port: server.port, pids, plan })
  }
  return refreshers
}

async function peers(bench: Bench): Promise<Refresher[]> {
  const provider = await oidcProvider(bench, { store: 'sqlite' })
  if (provider === undefined) return []
  const tokens = await provider.ask<string[]>('refreshTokens', SESSIONS)
  const plan = (connections: number) => rotatingForms(tokens, connections, { client_id: 'front' })
  return [{ name: 'oidc-provider, SQLite', port: provider.port, pids: [provider.pid], plan }]
}
