import { onceEach } from '../load/plans.ts'
import { get } from '../load/request.ts'
import type { BenchCase } from '../support/bench-case.ts'
import { compare } from '../support/compare.ts'
import { atLeast } from '../support/report.ts'
import { mintmarkContenders, serverContender } from './mintmark-contenders.ts'
import { tokensForTurns } from './tokens-for-turns.ts'
import { verifierSettings } from './verifier-settings.ts'

/** Each token and its session are seen once. The bench signs all tokens before the services start. */
export const protectedFirstSeen: BenchCase = {
  name: 'first-seen',
  async run(bench) {
    const services = await bench.prepareAll()
    const planOf = (tokens: readonly string[][]) => (turn: number) =>
      onceEach(tokens[turn]!.values().map((token) => get('/protected', token)))
    let tokens: string[][] = []
    const ours = await mintmarkContenders(bench, { services }, async ({ mint }) => {
      const minted = await tokensForTurns(bench, mint)
      if (tokens.length === 0) tokens = minted
      return planOf(minted)
    })
    const env = verifierSettings(services[0]!)
    return [
      await compare(bench, { title: 'GET /protected, each token seen once', chart: true }, [
        ...ours,
        ...serverContender(
          'fast-jwt, no cache, node:http',
          await bench.peer('peers/fast-jwt.ts', { env: { ...env, CACHE: 'off' } }),
          planOf(tokens),
          { goal: atLeast(0.88) },
        ),
        ...serverContender('jose, node:http', await bench.reference('servers/verify-only.ts', { env }), planOf(tokens)),
        ...serverContender('hono/jwt', await bench.peer('peers/hono-jwt.ts', { env }), planOf(tokens)),
      ]),
    ]
  },
}
