import { closedLoop } from '../load/closed-loop.ts'
import { openLoop } from '../load/open-loop.ts'
import { get, postJson } from '../load/request.ts'
import { type Mintmark, PASSWORD } from '../mintmark/start-mintmark.ts'
import { type BenchCase, CONNECTIONS } from '../support/bench-case.ts'
import { shown } from '../support/report.ts'
import { highest, median, percentile } from '../support/statistics.ts'

const CLIENTS = 16
const PER_SECOND = 200

interface Sample {
  p50Ms: number
  p99Ms: number
  loginsPerSecond: number
}

/** How long a caller waits while others log in. Each token is seen once, since signatures share the threads of the password hash. */
export const protectedUnderLogins: BenchCase = {
  name: 'under-logins',
  async run({ startMintmark, rounds, seconds }) {
    const mintmark = await startMintmark()
    await sample(mintmark, seconds, true) // Warms up.
    const [alone, among]: [Sample[], Sample[]] = [[], []]
    for (let round = 0; round < rounds; round += 1) {
      alone.push(await sample(mintmark, seconds, false))
      among.push(await sample(mintmark, seconds, true))
    }
    const head = ['', 'p50 ms', 'p99 ms', 'worst p99', 'logins/s', 'goal']
    const figures = [head, ['alone', ...figuresOf(alone), ''], [`${CLIENTS} clients logging in`, ...figuresOf(among), 'p99 < 15 ms']]
    return [{ title: `GET /protected at ${PER_SECOND} a second, each token seen once`, figures, ratios: [] }]
  },
}

async function sample(mintmark: Mintmark, seconds: number, loggingIn: boolean): Promise<Sample> {
  const { port, mint } = mintmark
  const tokens = await mint.accessTokens(Math.ceil(PER_SECOND * seconds * 2))
  const requests = tokens.map((token) => get('/protected', token))
  const logins = mint.usernames(CLIENTS).map((username) => postJson('/login', { username, password: PASSWORD }))
  let enough = !loggingIn
  const flood = closedLoop({ port, connections: CLIENTS, next: (connection) => (enough ? undefined : logins[connection]) })
  const latenciesMs = await openLoop({ port, connections: CONNECTIONS, requests, perSecond: PER_SECOND })
  enough = true
  const { answered, seconds: taken } = await flood
  return { p50Ms: percentile(latenciesMs, 0.5), p99Ms: percentile(latenciesMs, 0.99), loginsPerSecond: answered / taken }
}

function figuresOf(samples: readonly Sample[]): string[] {
  const p99 = samples.map(({ p99Ms }) => p99Ms)
  const logins = median(samples.map(({ loginsPerSecond }) => loginsPerSecond))
  return [shown(median(samples.map(({ p50Ms }) => p50Ms)), 1), shown(median(p99), 1), shown(highest(p99), 1), shown(logins, 0)]
}
