import { repeated } from '../load/plans.ts'
import { get } from '../load/request.ts'
import type { BenchCase } from '../support/bench-case.ts'
import { compare } from '../support/compare.ts'
import { fastApiTokens } from '../support/fastapi.ts'
import { atLeast } from '../support/report.ts'
import { mintmarkContenders, serverContender } from './mintmark-contenders.ts'
import { verifierSettings } from './verifier-settings.ts'

const SESSIONS = 100

/** Sends the same few tokens again and again, as a busy service does. */
export const protectedRepeated: BenchCase = {
  name: 'protected',
  async run(bench) {
    const services = await bench.prepareAll()
    const requestsOf = (tokens: readonly string[]) => repeated(tokens.map((token) => get('/protected', token)))
    let tokens: string[] = []
    const ours = await mintmarkContenders(bench, { services }, async ({ mint }) => {
      const minted = await mint.accessTokens(await mint.sessions(SESSIONS))
      if (tokens.length === 0) tokens = minted
      const plan = requestsOf(minted)
      return () => plan
    })
    const plan = requestsOf(tokens)
    const env = verifierSettings(services[0]!)
    return [
      await compare(bench, { title: `GET /protected, tokens of ${SESSIONS} sessions again and again`, chart: true }, [
        ...ours,
        ...serverContender('bare node:http', await bench.reference('servers/bare-node.ts'), plan, { floor: true, goal: atLeast(0.62) }),
        ...serverContender('zod-openapi that does nothing', await bench.reference('servers/zod-openapi.ts'), plan, { floor: true }),
        ...serverContender(
          'fast-jwt, its cache, node:http',
          await bench.peer('peers/fast-jwt.ts', { env: { ...env, CACHE: 'on' } }),
          plan,
          {
            goal: atLeast(0.95),
          },
        ),
        ...serverContender('@fastify/jwt, its cache', await bench.peer('peers/fastify-jwt.ts', { env }), plan, { goal: atLeast(1.5) }),
        ...serverContender('hono/jwt', await bench.peer('peers/hono-jwt.ts', { env }), plan),
        ...serverContender('FastAPI, PyJWT, HS256', await bench.fastApi(), requestsOf(await fastApiTokens(SESSIONS)), {
          goal: atLeast(7.5),
        }),
      ]),
    ]
  },
}
