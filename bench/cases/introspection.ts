import { repeated } from '../load/plans.ts'
import { basic, postForm } from '../load/request.ts'
import type { Prepared } from '../mintmark/prepare.ts'
import type { BenchCase } from '../support/bench-case.ts'
import { compare } from '../support/compare.ts'
import { mintmarkContenders, serverContender } from './mintmark-contenders.ts'
import { CLIENT_SECRET, oidcProvider } from './oidc-provider.ts'

const SESSIONS = 100
const CLIENT = 'orders-service'
const AUDIENCE = 'https://orders.example.com'

/** Tokens must be addressed to the service that asks. */
export const INTROSPECTABLE = { settings: { MINTMARK_AUDIENCE: AUDIENCE } }

export async function addIntrospectingClient({ command }: Prepared): Promise<void> {
  await command(['clients', 'add', CLIENT, '--identifier', AUDIENCE, '--secret-stdin'], CLIENT_SECRET)
}

export const askAbout = (token: string) => postForm('/token/introspect', { token }, basic(CLIENT, CLIENT_SECRET))

/**
 * A resource server asks about access tokens of users. oidc-provider does not introspect JWTs, so its tokens
 * are opaque.
 */
export const introspection: BenchCase = {
  name: 'introspection',
  async run(bench) {
    const services = await bench.prepareAll(INTROSPECTABLE)
    const ours = await mintmarkContenders(bench, { services }, async (service) => {
      await addIntrospectingClient(service)
      const tokens = await service.mint.accessTokens(await service.mint.sessions(SESSIONS))
      const plan = repeated(tokens.map(askAbout))
      return () => plan
    })
    const peers = []
    for (const store of ['memory', 'sqlite'] as const) {
      const provider = await oidcProvider(bench, { store, format: 'opaque' })
      const tokens = (await provider?.ask<string[]>('accessTokens', SESSIONS)) ?? []
      const ask = (token: string) => postForm('/token/introspection', { token }, basic('bench-1', CLIENT_SECRET))
      const name = `oidc-provider, ${store === 'memory' ? 'in memory' : 'SQLite'}, opaque`
      peers.push(...serverContender(name, provider, repeated(tokens.map(ask))))
    }
    return [
      await compare(bench, { title: `Introspection of tokens of ${SESSIONS} sessions again and again`, chart: true }, [...ours, ...peers]),
    ]
  },
}
