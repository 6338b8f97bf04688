import { repeated } from '../load/plans.ts'
import { basic, postForm } from '../load/request.ts'
import type { BenchCase } from '../support/bench-case.ts'
import { compare } from '../support/compare.ts'
import { atLeast } from '../support/report.ts'
import { mintmarkContenders, serverContender } from './mintmark-contenders.ts'
import { CLIENT_SECRET, oidcProvider } from './oidc-provider.ts'

const CLIENTS = 16
const CLIENT = 'bench'
const SCOPE = 'data:read'

const planOf = (ids: readonly string[]) =>
  repeated(ids.map((id) => postForm('/token', { grant_type: 'client_credentials', scope: SCOPE }, basic(id, CLIENT_SECRET))))

/**
 * A service asks for a token, by Basic authentication. All answer with an ES256 JWT, except one with an
 * opaque token.
 */
export const clientCredentials: BenchCase = {
  name: 'client-credentials',
  async run(bench) {
    const services = await bench.prepareAll()
    const ours = await mintmarkContenders(bench, { services, goalAgainstBaseline: atLeast(2.9) }, async ({ mint, command }) => {
      await command(
        ['clients', 'add', CLIENT, '--scope', SCOPE, '--audience', 'https://orders.example.com', '--secret-stdin'],
        CLIENT_SECRET,
      )
      const plan = planOf(await mint.clients(CLIENT, CLIENTS))
      return () => plan
    })
    const plan = planOf(Array.from({ length: CLIENTS }, (_, i) => `${CLIENT}-${i + 1}`))
    const peer = (options: Parameters<typeof oidcProvider>[1]) => oidcProvider(bench, { ...options, clients: CLIENTS })
    return [
      await compare(bench, { title: `POST /token, client_credentials, ${CLIENTS} clients`, chart: true }, [
        ...ours,
        ...serverContender('oidc-provider, in memory', await peer({ store: 'memory' }), plan, { goal: atLeast(2.5) }),
        ...serverContender('oidc-provider, SQLite', await peer({ store: 'sqlite' }), plan),
        ...serverContender('oidc-provider, in memory, opaque', await peer({ store: 'memory', format: 'opaque' }), plan),
        ...serverContender('bare node:http, a POST', await bench.reference('servers/bare-node.ts'), plan, { floor: true }),
      ]),
    ]
  },
}
