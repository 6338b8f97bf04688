import { setTimeout as sleep } from 'node:timers/promises'
import { closedLoop } from '../load/closed-loop.ts'
import type { Plan } from '../load/plans.ts'
import { basic, get, postForm, type RequestText } from '../load/request.ts'
import { PASSWORD, type Prepared } from '../mintmark/prepare.ts'
import type { BenchCase } from '../support/bench-case.ts'
import { shown } from '../support/report.ts'
import { residentMib } from '../support/usage.ts'
import { addIntrospectingClient, askAbout, INTROSPECTABLE } from './introspection.ts'
import { CLIENT_SECRET } from './oidc-provider.ts'

const CLIENTS = 24
const GOAL_MIB = 200
const SAMPLES = 20
const CLIENT = 'bench'

interface Tokens {
  access: string
  refresh: string
}

/**
 * Measures memory for some minutes, while clients log in, call, refresh, introspect and fetch service tokens.
 */
export const mixedLoad: BenchCase = {
  name: 'mixed-load',
  long: true,
  async run(bench) {
    const service = await bench.prepare(bench.trees[0]!, INTROSPECTABLE)
    await addIntrospectingClient(service)
    await service.command(
      ['clients', 'add', CLIENT, '--scope', 'data:read', '--audience', 'https://orders.example.com', '--secret-stdin'],
      CLIENT_SECRET,
    )
    const plan = await mixOf(service)
    const server = await bench.serve(service)
    const lines = [['start', shown(residentMib(server.pid), 0)]]
    const load = closedLoop({ port: server.port, connections: CLIENTS, seconds: bench.minutes * 60, ...plan })
    for (let i = 1; i <= SAMPLES; i += 1) {
      await Promise.race([sleep((bench.minutes * 60_000) / SAMPLES), load])
      lines.push([`${((bench.minutes * i) / SAMPLES).toFixed(1)} min`, shown(residentMib(server.pid), 0)])
    }
    const { answered } = await load
    const resident = lines.map(([, mib]) => Number(mib))
    const lastHalf = resident.slice(-SAMPLES / 2)
    const goal = `${Math.max(...resident)} at most (goal ${GOAL_MIB}); over the last half from ${lastHalf[0]} to ${lastHalf.at(-1)}`
    const title = `Memory (MiB) under mixed load: ${CLIENTS} clients, ${answered} requests in ${bench.minutes} minutes`
    return [{ title, figures: [['after', 'MiB'], ...lines], ratios: [], notes: [goal] }]
  },
}

/**
 * Of ten requests of a client, six are calls and two are refreshes. The others are an introspection and a
 * service token; a few clients only log in.
 */
async function mixOf({ mint }: Prepared): Promise<Plan> {
  const sessions = await mint.sessions(CLIENTS * 50)
  const ofEach = sessions.filter((_, i) => i % 50 === 0)
  const access = await mint.accessTokens(ofEach)
  const refresh = mint.refreshTokens(ofEach)
  const tokens = ofEach.map((_, i): Tokens => ({ access: access[i]!, refresh: refresh[i]! }))
  const turns = new Array<number>(CLIENTS).fill(0)
  const clientCredentials = postForm('/token', { grant_type: 'client_credentials' }, basic(CLIENT, CLIENT_SECRET))
  const logIn = ({ username }: { username: string }) => postForm('/token', { grant_type: 'password', username, password: PASSWORD })
  return {
    next(client): RequestText {
      if (client < 2) return logIn(ofEach[client]!)
      const { access: token, refresh: refreshToken } = tokens[client]!
      const turn = turns[client]! % 10
      if (turn < 6) return get('/protected', token)
      if (turn < 8) return postForm('/token', { grant_type: 'refresh_token', refresh_token: refreshToken })
      return turn === 8 ? askAbout(token) : clientCredentials
    },
    onAnswer(answer, client) {
      const turn = turns[client]! % 10
      turns[client]! += 1
      if (client < 2 || turn < 6 || turn >= 8) return
      const { access_token: accessToken, refresh_token: refreshToken } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))
      tokens[client] = { access: accessToken, refresh: refreshToken }
    },
  }
}
