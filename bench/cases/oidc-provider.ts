import { join } from 'node:path'
import type { Bench } from '../support/bench-case.ts'
import type { Child } from '../support/child.ts'

export const CLIENT_SECRET = 'a secret of the bench that is long enough'

interface Options {
  store: 'memory' | 'sqlite'
  /** Of its access tokens. */
  format?: 'jwt' | 'opaque'
  /** How many confidential clients it knows. */
  clients?: number
}

/** Its own store in memory forgets all but the last thousand things, so its tokens must be few. */
export const SESSIONS_IN_MEMORY = 128

export async function oidcProvider(bench: Bench, { store, format = 'jwt', clients = 1 }: Options): Promise<Child | undefined> {
  const env = { ISSUER: 'https://auth.example.com', FORMAT: format, CLIENT_SECRET, CLIENTS: String(clients) }
  const kept = store === 'sqlite' ? { FILE: join(bench.folder().path, 'oidc-provider.db') } : {}
  return bench.peer('peers/oidc-provider.ts', { env: { ...env, ...kept } })
}
