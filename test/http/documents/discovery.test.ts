// REQUIREMENTS M 1, M 2: what a client or a person can find out from the service itself.
import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { expect } from 'vitest'
import { parse } from 'yaml'
import { sqlite } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { ISSUER, PASSWORD, SESSION } from '../../support/service.ts'

const BY_PROOF = ['client_secret_basic', 'client_secret_post', 'private_key_jwt']
const ALGS = ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'RS256', 'PS256']

const GRACE_SECONDS = 7

const test = onDatabase(sqlite, { config: { session: { ...SESSION, refreshGraceSeconds: GRACE_SECONDS } } })
const testStrict = onDatabase(sqlite, { config: { defaultClient: false } })

test('the metadata lists exactly what is served (M 2)', async ({ service }) => {
  expect((await service.get('/.well-known/oauth-authorization-server')).body).toEqual({
    issuer: ISSUER,
    token_endpoint: `${ISSUER}/token`,
    jwks_uri: `${ISSUER}/.well-known/jwks.json`,
    grant_types_supported: ['password', 'refresh_token', 'client_credentials'],
    response_types_supported: [],
    scopes_supported: ['data:read', 'admin'],
    token_endpoint_auth_methods_supported: [...BY_PROOF, 'none'],
    token_endpoint_auth_signing_alg_values_supported: ALGS,
    introspection_endpoint: `${ISSUER}/token/introspect`,
    introspection_endpoint_auth_methods_supported: BY_PROOF,
    introspection_endpoint_auth_signing_alg_values_supported: ALGS,
    revocation_endpoint: `${ISSUER}/token/revoke`,
    revocation_endpoint_auth_methods_supported: [...BY_PROOF, 'none'],
    revocation_endpoint_auth_signing_alg_values_supported: ALGS,
    mintmark_session_idle_seconds: 14 * 86_400,
    mintmark_session_max_seconds: 30 * 86_400,
    mintmark_refresh_grace_seconds: GRACE_SECONDS,
  })
})

test('each endpoint of the metadata exists (M 2)', async ({ service }) => {
  const { body } = await service.get('/.well-known/oauth-authorization-server')
  const endpoints = Object.entries<string>(body).filter(([name]) => /_endpoint$|_uri$/.test(name))
  for (const [name, url] of endpoints) {
    const { status } = await service.send(name.endsWith('_uri') ? 'GET' : 'POST', url.slice(ISSUER.length))
    expect(status, name).toBeOneOf([200, 400])
  }
})

test('the issuer is as configured, whatever Host and X-Forwarded-* say (M 1)', async ({ service }) => {
  const text = await new Promise<string>((resolve, reject) => {
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
    }
    httpRequest(`${service.url}/.well-known/oauth-authorization-server`, { headers }, async (response) => {
      const chunks = await response.toArray()
      resolve(Buffer.concat(chunks).toString())
    })
      .on('error', reject)
      .end()
  })
  expect(text).not.toContain('evil')
  expect(JSON.parse(text).issuer).toBe(ISSUER)
})

test('the contract is served unchanged, as YAML and as JSON', async ({ service }) => {
  const yaml = readFileSync(new URL('../../../openapi/openapi.yaml', import.meta.url), 'utf8')
  const asYaml = await service.get('/openapi.yaml')
  expect(asYaml.headers.get('content-type')).toBe('application/yaml')
  expect(asYaml.body).toBe(yaml)
  expect((await service.get('/openapi.json')).body).toEqual(parse(yaml))
})

test('livez and readyz report that all is well', async ({ service }) => {
  for (const path of ['/livez', '/readyz']) expect((await service.get(path)).body).toEqual({ status: 'ok' })
})

test.for<[string, string | undefined]>([
  ['/nope', undefined],
  ['/login/', '/login'],
  ['/Token', '/token'],
  ['/oauth/token', '/token'],
  ['/api/v1/token/refresh', '/token/refresh'],
  ['/token/revok', '/token/revoke'],
  ['/tokens/introspect', '/token/introspect'],
  ['/me/session', '/me/sessions'],
  ['/admin/user/usr_1', '/admin/users/{user_id}'],
  ['/admin/clients/shop/secrets', '/admin/clients/{client_id}/secret'],
  ['/jwks.json', undefined],
  ['/.well-known/openid-configuration', undefined],
  [`/${'x'.repeat(5000)}`, undefined],
  ['/%3Cscript%3E', undefined],
])('an unknown path is a Problem that names the nearest: %s (H 6)', async ([path, nearest], { service }) => {
  const { status, body } = await service.get(path)
  const mean = nearest === undefined ? '' : `Did you mean ${nearest}? `
  expect([status, body]).toEqual([404, { detail: `Not found. ${mean}/openapi.json lists every path.` }])
})

testStrict('without the default client, a login must name its client', async ({ service }) => {
  const form = { grant_type: 'password', username: 'alice', password: PASSWORD }
  for (const named of [{}, { client_id: 'default' }]) {
    expect(await service.form('/token', { ...form, ...named })).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  }
  expect(await service.form('/token', { username: 'alice', password: PASSWORD })).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  })
  const off = { status: 403, body: { detail: 'The default client is off' } }
  expect(await service.json('POST', '/login', { username: 'alice', password: PASSWORD })).toMatchObject(off)
  expect(await service.send('POST', '/token/refresh', { headers: { authorization: 'Bearer x' } })).toMatchObject(off)
  expect(await service.form('/token/refresh', { refresh_token: 'x' })).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
})
