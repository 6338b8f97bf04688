// The tokens that an operator issues, on the database and without the command (REQUIREMENTS T 7, R 10).
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { createClientDirectory } from '../../src/clients/client-directory.ts'
import { createAccessTokens } from '../../src/oauth/access-token.ts'
import { createClientCredentialsGrant } from '../../src/oauth/client-credentials-grant.ts'
import { createOperatorTokens } from '../../src/oauth/operator-tokens.ts'
import { sqlite } from '../support/databases.ts'
import { ISSUER, startService } from '../support/service.ts'
import { createStores } from '../support/stores.ts'

async function issuing() {
  const fresh = await sqlite.fresh()
  const s = await startService(fresh.config)
  await s.addUser('alice', { scope: 'a b' })
  await s.addClient('batch', { scope: ['a'] })
  const stores = createStores(await fresh.open())
  const { sessions, revokedTokens, events, state } = stores
  const { keys } = s.service
  const clients = createClientDirectory({ store: stores.clients, defaultClientOn: true, audience: [] })
  const needs = { issuer: ISSUER, ring: keys, sessions, revokedTokens, clients, system: s.system }
  const accessTokens = createAccessTokens({ ...needs, ttlSeconds: 900 })
  const clientCredentialsGrant = createClientCredentialsGrant({ accessTokens, keys, issuer: ISSUER })
  const operator = createOperatorTokens({ ...needs, keys, events, state, accessTokens, clientCredentialsGrant, ttlSeconds: 900 })
  const lastEvent = async () => (await events.list({ limit: 100 })).find(({ type }) => type === 'token_issued')
  const [client, alice] = [clients.default!, (await stores.users.findByUsernameKey('alice'))!]
  return { s, operator, lastEvent, client, alice, batch: (await clients.find('batch'))! }
}

test("a user's token is alive until its session ends with it", async () => {
  const { s, operator, lastEvent, client, alice } = await issuing()
  const atMs = s.system.nowMs()
  const issued = await operator.forUser(alice, { client, scope: 'a', resources: [] }, { atMs, actor: 'command' })
  expect(issued).toEqual({ accessToken: { token: expect.any(String), expiresInSeconds: 900 }, scope: 'a' })
  const { token } = issued.accessToken
  const { sid } = decodeJwt(token)
  expect(decodeJwt(token)).toMatchObject({ sub: alice.id, client_id: 'default', scope: 'a', aud: ISSUER })
  const event = {
    type: 'token_issued',
    atMs,
    userId: alice.id,
    clientId: 'default',
    sessionId: sid,
    actor: 'command',
    detail: { scope: 'a' },
  }
  expect(await lastEvent()).toMatchObject(event)
  const status = async () => (await s.get('/protected', token)).status
  expect(await status()).toBe(200)
  s.system.advanceSeconds(900)
  expect(await status()).toBe(401)
  await s.stop()
})

test('a disabled user gets no token from an operator (R 10)', async () => {
  const { s, operator, client, alice } = await issuing()
  const disabled = operator.forUser({ ...alice, disabledAtMs: 0 }, { client, resources: [] }, { atMs: 0 })
  await expect(disabled).rejects.toMatchObject({ code: 'forbidden', message: 'The user is disabled.' })
  await s.stop()
})

test("a client's token is alive, and the trail names its scope (T 7)", async () => {
  const { s, operator, lastEvent, batch } = await issuing()
  const atMs = s.system.nowMs()
  const { accessToken, scope } = await operator.forClient({ client: batch, resources: [] }, { atMs, actor: 'command' })
  expect(scope).toBe('a')
  expect(await lastEvent()).toMatchObject({ type: 'token_issued', clientId: 'batch', actor: 'command', detail: { scope: 'a' } })
  expect((await s.get('/protected', accessToken.token)).status).toBe(200)
  await s.stop()
})
