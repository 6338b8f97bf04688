import { eachItsOwn } from '../load/plans.ts'
import { postJson } from '../load/request.ts'
import { PASSWORD } from '../mintmark/prepare.ts'
import type { Bench, BenchCase, Database } from '../support/bench-case.ts'
import { type Contender, compare } from '../support/compare.ts'
import { FASTAPI_USER } from '../support/fastapi.ts'
import { atLeast } from '../support/report.ts'
import { loopContender, mintmarkContenders, serverContender } from './mintmark-contenders.ts'

const CLIENTS = 16
/** A login takes 10 ms and more, so a short round would count few. */
const LONGER = 2
const SHARED = { connections: CLIENTS, stayAwake: false }

/** Compares logins with the bare password hash. Both use all cores. */
export const login: BenchCase = {
  name: 'login',
  async run(bench) {
    const ours = await services(bench, 'sqlite')
    const anywhere = { place: 'anywhere' } as const
    const fastApi = await bench.fastApi('anywhere')
    const loops = [
      ...loopContender('argon2, raw', await bench.reference('servers/argon2-loop.ts', anywhere), atLeast(2.2)),
      ...loopContender('@node-rs/argon2, raw', await bench.reference('servers/node-rs-argon2-loop.ts', anywhere), atLeast(0.88)),
    ]
    const same = eachItsOwn(new Array(CLIENTS).fill(postJson('/login', FASTAPI_USER)))
    return [
      await compare(longer(bench), { title: `POST /login, ${CLIENTS} clients, on all cores`, chart: true }, [
        ...ours,
        ...loops,
        ...serverContender('FastAPI, bcrypt', fastApi, same, SHARED),
      ]),
    ]
  },
}

export const loginOnPostgres: BenchCase = {
  name: 'login-postgres',
  async run(bench) {
    const title = `POST /login, ${CLIENTS} clients, on all cores and PostgreSQL`
    return [await compare(longer(bench), { title }, await services(bench, 'postgres'))]
  },
}

const longer = (bench: Bench): Bench => ({ ...bench, seconds: bench.seconds * LONGER })

const services = async (bench: Bench, database: Database): Promise<Contender[]> =>
  mintmarkContenders(bench, { services: await bench.prepareAll({ database }), place: 'anywhere', ...SHARED }, async ({ mint }) => {
    const plan = await loginsOf(mint, CLIENTS)
    return () => plan
  })

/** Each connection logs in a user of its own. */
export async function loginsOf(mint: { sessions(count: number): Promise<{ username: string }[]> }, count: number) {
  const usernames: string[] = []
  while (usernames.length < count) usernames.push((await mint.sessions(1))[0]!.username)
  return eachItsOwn(usernames.map((username) => postJson('/login', { username, password: PASSWORD })))
}
