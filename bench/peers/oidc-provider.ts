/**
 * oidc-provider as a token service for machines and for a public client. It makes ES256 JWT access tokens for
 * one resource, or its default opaque tokens. Its store is its own in memory, or SQLite.
 *
 * @module
 */

import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import Provider, { type Configuration } from 'oidc-provider'
import { listenForParent } from '../support/serve-parent.ts'
import { createSqliteAdapter } from './oidc-sqlite-adapter.ts'

const { ISSUER, FILE, FORMAT, CLIENT_SECRET, CLIENTS } = process.env
const RESOURCE = 'https://orders.example.com'
const SCOPE = 'data:read'
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const DAY_SECONDS = 24 * 60 * 60

const confidential = Array.from({ length: Number(CLIENTS) }, (_, i) => ({
  client_id: `bench-${i + 1}`,
  client_secret: CLIENT_SECRET!,
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  scope: SCOPE,
  id_token_signed_response_alg: 'ES256' as const,
}))
const front = {
  client_id: 'front',
  token_endpoint_auth_method: 'none' as const,
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['https://app.example.com/callback'],
  scope: `openid offline_access ${SCOPE}`,
  id_token_signed_response_alg: 'ES256' as const,
}

const resources = {
  enabled: true,
  defaultResource: () => RESOURCE,
  useGrantedResource: () => true,
  getResourceServerInfo: () => ({
    scope: SCOPE,
    audience: RESOURCE,
    accessTokenTTL: 900,
    ...(FORMAT === 'jwt' ? { accessTokenFormat: 'jwt' as const, jwt: { sign: { alg: 'ES256' as const } } } : {}),
  }),
}

const configuration: Configuration = {
  ...(FILE === undefined ? {} : { adapter: createSqliteAdapter(FILE) }),
  clients: [...confidential, front],
  jwks: { keys: [{ ...(privateKey.export({ format: 'jwk' }) as { kty: 'EC' }), use: 'sig', alg: 'ES256' }] },
  scopes: ['openid', 'offline_access', SCOPE],
  cookies: { keys: ['of no use here: no browser comes'] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: resources,
  },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  ttl: { AccessToken: 900, ClientCredentials: 900, RefreshToken: 14 * DAY_SECONDS, Grant: 30 * DAY_SECONDS },
}
const provider = new Provider(ISSUER!, configuration)
// The setting for a proxy that ends TLS.
provider.proxy = true

/** Makes the grants that users' consent and the code flow would have left. */
async function grants(count: number): Promise<{ accountId: string; grantId: string }[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const accountId = `usr_${i}`
      const grant = new provider.Grant({ accountId, clientId: front.client_id })
      grant.addOIDCScope('offline_access')
      grant.addResourceScope(RESOURCE, SCOPE)
      return { accountId, grantId: await grant.save() }
    }),
  )
}

const common = async () => ({
  client: (await provider.Client.find(front.client_id))!,
  expiresWithSession: false,
  gty: 'authorization_code',
  scope: `offline_access ${SCOPE}`,
})

listenForParent(createServer(provider.callback()), {
  async refreshTokens(count: number) {
    const rest = { ...(await common()), resource: RESOURCE, rotations: 0 }
    return Promise.all((await grants(count)).map((granted) => new provider.RefreshToken({ ...rest, ...granted } as never).save()))
  },
  async accessTokens(count: number) {
    const rest = { ...(await common()), scope: SCOPE, aud: RESOURCE }
    return Promise.all((await grants(count)).map((granted) => new provider.AccessToken({ ...rest, ...granted } as never).save()))
  },
})
