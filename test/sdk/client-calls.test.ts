// Typed calls: each result is a response that the contract declares, or says that it is undeclared.
import { expect, expectTypeOf, test } from 'vitest'
import { generateSdkOperations } from '../../scripts/generate-sdk-operations.ts'
import { OPERATIONS } from '../../sdk/client/src/generated/operations.ts'
import { type components, createMintmarkClient } from '../../sdk/client/src/index.ts'
import { operations } from '../support/contract.ts'
import { answer } from './between.ts'
import { ALICE, openStore, playground } from './playground.ts'

const p = playground()

test('the client knows every operation, its statuses, and its credentials', () => {
  const declared = operations.map(({ method, path, declared: { responses, security } }) => ({
    name: `${method.toUpperCase()} ${path}`,
    statuses: Object.keys(responses).map(Number),
    needsToken: security.some((one: object) => 'bearer' in one) && security.every((one: object) => !('clientBasic' in one)),
  }))
  const known = Object.entries(OPERATIONS).map(([name, { statuses, credentials }]) => ({
    name,
    statuses,
    needsToken: credentials === 'bearer',
  }))
  expect(known).toEqual(declared)
})

test('unknown credentials in the contract stop the generation', () => {
  const stranger = { paths: { '/me': { get: { security: [{ cookie: [] }], responses: {} } } } }
  expect(() => generateSdkOperations(stranger)).toThrow("GET /me: the client does not know the credentials 'cookie'")
})

test('path, query and body go where the contract says, with typed answers', async () => {
  const client = p.client()
  await client.logIn({ ...ALICE, scope: 'admin' })
  const created = await client.post('/admin/users', { body: { username: 'bob', password: 'a long enough password' } })
  expect(created.status).toBe(201)
  if (created.status !== 201) return
  expectTypeOf(created.body).toEqualTypeOf<components['schemas']['CreatedUser']>()
  const { id } = created.body.user
  const taken = await client.post('/admin/users', { body: { username: 'BOB', password: 'a long enough password' } })
  expect(taken.status === 409 && taken.body.errors?.[0]?.pointer).toBe('/username')
  const page = await client.get('/admin/users', { params: { query: { limit: 1 } } })
  expect(page.status === 200 && page.body.users).toHaveLength(1)
  const changed = await client.patch('/admin/users/{user_id}', { params: { path: { user_id: id } }, body: { disabled: true } })
  expect(changed.status === 200 && changed.body.disabled).toBe(true)
  const gone = await client.delete('/admin/users/{user_id}', { params: { path: { user_id: id } } })
  expect(gone).toEqual({ status: 204, body: undefined, headers: expect.any(Headers) })
  expect((await client.get('/admin/users/{user_id}', { params: { path: { user_id: id } } })).status).toBe(404)
})

test('operations that need no token are sent none (RFC 6750 §2.1)', async () => {
  const client = await p.loggedIn()
  await client.get('/livez')
  await client.get('/.well-known/jwks.json')
  expect((await client.get('/openapi.yaml')).status).toBe(200)
  await client.get('/me')
  const sent = p.between.seen.map(({ line, headers }) => [line, headers.authorization?.split(' ')[0]])
  expect(sent).toEqual([
    ['POST /token', undefined],
    ['GET /livez', undefined],
    ['GET /.well-known/jwks.json', undefined],
    ['GET /openapi.yaml', undefined],
    ['GET /me', 'Bearer'],
  ])
})

test('a confidential client introspects as itself (RFC 7662)', async () => {
  const secret = await p.s.addClient('bff', { grants: ['password', 'refresh_token'], scope: 'of_user' })
  const client = await p.loggedIn({ client: { id: 'bff', secret } })
  const token = await client.accessToken()
  const known = await client.post('/token/introspect', { body: { token: token.status === 'ok' ? token.accessToken : '' } })
  expect(known.status === 200 && known.body).toMatchObject({ active: true, username: 'alice', client_id: 'bff' })
})

test.each([
  ['an undeclared status', 404, 'application/problem+json', '{"detail":"Not found"}', { detail: 'Not found' }],
  ["a proxy's page", 502, 'text/html', '<h1>Bad Gateway</h1>', '<h1>Bad Gateway</h1>'],
  ["a proxy's page with a declared status", 200, 'text/html', '<h1>Log in to the hotel</h1>', '<h1>Log in to the hotel</h1>'],
  ['a refusal by a gateway', 401, 'application/json', '{"message":"Unauthorized"}', { message: 'Unauthorized' }],
  ['an empty refusal', 403, 'text/plain', '', undefined],
  ['invalid JSON', 200, 'application/json', '{', '{'],
])('reported as undeclared: %s', async (_, code, mediaType, text, body) => {
  const client = await p.loggedIn()
  p.between.meet('GET /me', answer(code, { 'content-type': mediaType }, text))
  expect(await client.get('/me')).toMatchObject({ status: 'undeclared', code, body })
})

test('a cut connection and an aborted call have different results', async () => {
  const client = await p.loggedIn()
  p.between.meet('GET /me', async () => 'cut')
  expect(await client.get('/me')).toEqual({ status: 'network', cause: expect.any(TypeError) })
  expect((await client.get('/me', { signal: AbortSignal.abort() })).status).toBe('aborted')
  expect((await client.fetch(`${p.between.url}/me`, { signal: AbortSignal.abort() })).status).toBe('aborted')
})

test('a call to a service that never answers times out', async () => {
  const store = openStore()
  await p.loggedIn({ store })
  const client = p.client({ store, timeoutSeconds: 0.05 })
  p.between.meet('GET /me', () => new Promise(() => {}))
  expect(await client.get('/me')).toMatchObject({ status: 'network', cause: { name: 'TimeoutError' } })
})

test("a caller's mistake is thrown at once", async () => {
  expect(() => createMintmarkClient({ baseUrl: 'auth' })).toThrow(TypeError)
  const client = await p.loggedIn()
  await expect(client.fetch('not a url')).rejects.toThrow(TypeError)
})
