import { join } from 'node:path'
import { fsyncMs } from '../../src/data/sqlite/writer-place.ts'
import { repeated, rotating } from '../load/plans.ts'
import { bearer, postForm, postNothing } from '../load/request.ts'
import { type Bench, type BenchCase, CONNECTIONS, type Database } from '../support/bench-case.ts'
import { type Contender, compare } from '../support/compare.ts'
import { fastApiTokens } from '../support/fastapi.ts'
import { atLeast, type Goal } from '../support/report.ts'
import { loopContender, mintmarkContenders, serverContender } from './mintmark-contenders.ts'
import { oidcProvider, SESSIONS_IN_MEMORY } from './oidc-provider.ts'

const SESSIONS = CONNECTIONS * 32

const formOf = (token: string, client = {}) => postForm('/token', { grant_type: 'refresh_token', refresh_token: token, ...client })

/** Returns a plan that rotates refresh tokens by forms. */
export const rotatingForms = (tokens: string[], connections: number, client = {}) =>
  rotating(tokens, { connections, member: 'refresh_token', request: (token) => formOf(token, client) })

/**
 * Refresh by a form, rotating and durable. The token of each answer is used for the session's next refresh.
 */
export const refresh: BenchCase = {
  name: 'refresh',
  async run(bench) {
    const ours = await services(bench, 'sqlite', atLeast(1.7))
    const file = join(bench.folder().path, 'raw.db')
    const fixed = repeated([formOf(`mrt_${'a'.repeat(79)}`)])
    const title = `POST /token, refresh, durable on SQLite (an fsync takes ${fsyncMs(file).toFixed(2)} ms)`
    const raw = { FILE: file, SESSIONS: String(SESSIONS), GROUP: String(CONNECTIONS) }
    return [
      await compare(bench, { title, chart: true }, [
        ...ours,
        ...(await others(bench)),
        ...loopContender(`raw SQLite, ${CONNECTIONS} a commit`, await bench.reference('servers/sqlite-loop.ts', { env: raw })),
        ...serverContender('bare node:http, a POST', await bench.reference('servers/bare-node.ts'), fixed, { floor: true }),
      ]),
    ]
  },
}

/** The same on PostgreSQL, which runs on the core of the load generator. */
export const refreshOnPostgres: BenchCase = {
  name: 'refresh-postgres',
  async run(bench) {
    return [await compare(bench, { title: 'POST /token, refresh, on PostgreSQL' }, await services(bench, 'postgres', atLeast(2)))]
  },
}

const services = async (bench: Bench, database: Database, goalAgainstBaseline: Goal): Promise<Contender[]> =>
  mintmarkContenders(
    bench,
    { services: await bench.prepareAll({ database }), stayAwake: database === 'sqlite', goalAgainstBaseline },
    async ({ mint }) => {
      const plan = rotatingForms(mint.refreshTokens(await mint.sessions(SESSIONS)), CONNECTIONS)
      return () => plan
    },
  )

async function others(bench: Bench): Promise<Contender[]> {
  const stores = [
    { store: 'sqlite', name: 'oidc-provider, SQLite, not durable', sessions: SESSIONS, goal: atLeast(3.5) },
    { store: 'memory', name: 'oidc-provider, in memory', sessions: SESSIONS_IN_MEMORY, goal: undefined },
  ] as const
  const contenders: Contender[] = []
  for (const { store, name, sessions, goal } of stores) {
    const provider = await oidcProvider(bench, { store })
    const tokens = (await provider?.ask<string[]>('refreshTokens', sessions)) ?? []
    contenders.push(...serverContender(name, provider, rotatingForms(tokens, CONNECTIONS, { client_id: 'front' }), goal && { goal }))
  }
  const request = (token: string) => postNothing('/token/refresh', bearer(token))
  const stateless = rotating(await fastApiTokens(SESSIONS), { connections: CONNECTIONS, member: 'access_token', request })
  return [...contenders, ...serverContender('FastAPI, PyJWT, stateless', await bench.fastApi(), stateless, { goal: atLeast(1.15) })]
}
