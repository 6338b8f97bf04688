import { join } from 'node:path'
import type { Bench } from '../support/bench-case.ts'
import type { Child } from '../support/child.ts'

export const CLIENT_SECRET = 'a secret of the bench that is long enough'

interface Options {
  store: 'memory' | 'sqlite'
  /** The format of its access tokens. */
  format?: 'jwt' | 'opaque'
  /** The number of its confidential clients. */
  clients?: number
}

/** Its store in memory keeps only the last thousand entries, so it can have only a few tokens. */
export const SESSIONS_IN_MEMORY = 128

export async function oidcProvider(bench: Bench, { store, format = 'jwt', clients = 1 }: Options): Promise<Child | undefined> {
  const env = { ISSUER: 'https://auth.example.com', FORMAT: format, CLIENT_SECRET, CLIENTS: String(clients) }
  const kept = store === 'sqlite' ? { FILE: join(bench.folder().path, 'oidc-provider.db') } : {}
  return bench.peer('peers/oidc-provider.ts', { env: { ...env, ...kept } })
}
