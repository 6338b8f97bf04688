// DESIGN §3: what each grant may write, and no more. Rows are counted by the database, statements as they are sent to PostgreSQL.
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ASSERTION_TYPE } from '../../src/clients/client-assertion.ts'
import { databases } from '../support/databases.ts'
import { watchStatements } from '../support/sent-statements.ts'
import { basic, ISSUER, PASSWORD, type RunningService, startService } from '../support/service.ts'
import { type RowWatch, watchRows } from '../support/written-rows.ts'

const LOGIN = { grant_type: 'password', username: 'alice', password: PASSWORD }

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let rows: RowWatch
  let secret: string
  let statements: ReturnType<typeof watchStatements>
  beforeAll(async () => {
    const fresh = await database.fresh()
    s = await startService(fresh.config)
    await s.addUser('alice')
    secret = await s.addClient('shop', { identifiers: ['https://shop.example.com'] })
    // The address is known to the account from now on.
    await s.logIn('alice')
    rows = await watchRows(await fresh.open())
    statements = watchStatements()
  })
  afterAll(async () => {
    statements.stop()
    await s.stop()
  })

  /** What `act` writes, and on PostgreSQL the statements that it sends. */
  async function costOf<T>(act: () => Promise<T>): Promise<{ answer: T; written: Record<string, number>; sent: string[] }> {
    await rows.take()
    statements.take()
    const answer = await act()
    const sent = statements.take()
    return { answer, written: await rows.take(), sent }
  }
  const changing = (sent: string[]) => sent.filter((statement) => !statement.startsWith('select'))
  const expectSent = (sent: string[], expected: string[]) => {
    if (database.kind === 'postgres') expect(sent).toEqual(expected)
  }
  const forItself = () => s.form('/token', { grant_type: 'client_credentials' }, basic('shop', secret))

  test('the watch sees what is written', async () => {
    const { written } = await costOf(() => s.addUser('bob'))
    expect(written).toEqual({ 'users INSERT': 1, 'events INSERT': 1 })
  })

  test('DESIGN §3: client_credentials with a secret writes no row', async () => {
    const { answer, written, sent } = await costOf(forItself)
    expect(answer.status).toBe(200)
    expect(written).toEqual({})
    expectSent(changing(sent), [])
  })

  test('DESIGN §3: with an assertion: the memory of its jti', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    await s.addClient('robot', { authMethods: ['private_key_jwt'], jwks: { keys: [await exportJWK(publicKey)] } })
    const seconds = Math.floor(s.system.nowMs() / 1000)
    const claims = new SignJWT({ iss: 'robot', sub: 'robot', aud: ISSUER, exp: seconds + 60, jti: 'once' })
    const assertion = await claims.setProtectedHeader({ alg: 'ES256' }).sign(privateKey)
    const form = { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: assertion }
    for (const written of [{ 'client_assertions INSERT': 1 }, {}]) {
      expect((await costOf(() => s.form('/token', form))).written).toEqual(written)
    }
  })

  test('DESIGN §3: a login: one session, one event, and the upserts of the throttle', async () => {
    const { answer, written, sent } = await costOf(() => s.form('/token', LOGIN))
    expect(answer.status).toBe(200)
    // The account's bucket and the address's are counted before the hash; then both are settled, and what strangers did is forgotten.
    expect(written).toEqual({ 'sessions INSERT': 1, 'events INSERT': 1, 'throttle UPDATE': 2 + 3 })
    const settled = ['insert throttle', 'update throttle', 'update throttle']
    // In the order of their keys, which nobody knows beforehand.
    const [counted, begin, ...rest] = changing(sent)
    expectSent([counted!, begin!, ...rest.slice(0, 2)], ['insert throttle', 'start', 'insert sessions', 'insert events'])
    expectSent(rest.slice(2).sort(), [...settled, 'commit'].sort())
  })

  test('DESIGN §3: a refusal: the upsert of the throttle and nothing else', async () => {
    const { answer, written, sent } = await costOf(() => s.form('/token', { ...LOGIN, password: 'wrong' }))
    expect(answer.status).toBe(401)
    expect(written).toEqual({ 'throttle UPDATE': 2 })
    expectSent(changing(sent), ['insert throttle'])
  })

  test('DESIGN §3: a refusal of a name that nobody has, likewise', async () => {
    const { written, sent } = await costOf(() => s.form('/token', { ...LOGIN, username: 'nobody' }))
    expect(written).toEqual({ 'throttle INSERT': 1, 'throttle UPDATE': 1 })
    expectSent(changing(sent), ['insert throttle'])
  })

  test('DESIGN §3: a refresh: one UPDATE; its retry: none', async () => {
    const { refresh_token } = await s.logIn('alice')
    for (const written of [{ 'sessions UPDATE': 1 }, {}]) {
      const cost = await costOf(() => s.refresh(refresh_token))
      expect(cost.answer.status).toBe(200)
      expect(cost.written).toEqual(written)
      expectSent(changing(cost.sent), Object.keys(written).length === 0 ? [] : ['update sessions'])
    }
  })

  test('DESIGN §3: a refresh by access token: one UPDATE', async () => {
    const { access_token } = await s.logIn('alice')
    const headers = { authorization: `Bearer ${access_token}` }
    const { answer, written, sent } = await costOf(() => s.send('POST', '/token/refresh', { headers }))
    expect(answer.status).toBe(200)
    expect(written).toEqual({ 'sessions UPDATE': 1 })
    // Its verification reads the session, and nothing reads it again.
    expectSent(sent, ['select service_state', 'update sessions'])
  })

  test('a refresh token as Bearer reads its session once, and its client if it has a row (DESIGN §3)', async () => {
    await s.addClient('web', { confidential: false, authMethods: ['none'], grants: ['password', 'refresh_token'], scope: 'of_user' })
    const ofWeb = (await s.form('/token', { ...LOGIN, client_id: 'web' })).body
    const client = ['select clients', 'select client_secrets']
    for (const [token, reads] of [
      [(await s.logIn('alice')).refresh_token, []],
      [ofWeb.refresh_token, client],
    ] as const) {
      const headers = { authorization: `Bearer ${token}` }
      const { answer, written, sent } = await costOf(() => s.send('POST', '/token/refresh', { headers }))
      expect(answer.status).toBe(200)
      expect(written).toEqual({ 'sessions UPDATE': 1 })
      expectSent(sent, ['select service_state', ...reads, 'update sessions'])
    }
  })

  test('DESIGN §3: reuse ends the session and is told of, once', async () => {
    const { refresh_token } = await s.logIn('alice')
    await s.refresh(refresh_token)
    s.system.advanceSeconds(11)
    for (const written of [{ 'sessions UPDATE': 1, 'events INSERT': 1 }, {}]) {
      expect((await costOf(() => s.refresh(refresh_token))).written).toEqual(written)
    }
  })

  test('a refused refresh, a wider scope and a forged token write nothing', async () => {
    const { refresh_token } = await s.logIn('alice')
    const forged = `${refresh_token.slice(0, -2)}AA`
    const refused = { grant_type: 'refresh_token', refresh_token }
    for (const form of [
      { ...refused, scope: 'admin' },
      { ...refused, client_id: 'nobody' },
    ]) {
      const { answer, written } = await costOf(() => s.form('/token', form))
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(written).toEqual({})
    }
    const { written, sent } = await costOf(() => s.refresh(forged))
    expect(written).toEqual({})
    // R 1: it fails on its HMAC, and never reaches the database.
    expectSent(sent, [])
  })

  test('a request with a token, and introspection, write nothing and cost one read more than the client', async () => {
    const { access_token } = await s.logIn('alice')
    const { body } = await forItself()
    for (const token of [access_token, body.access_token]) {
      const open = await costOf(() => s.get('/protected', token))
      expect(open.answer.status).toBe(200)
      expect(open.written).toEqual({})
      expectSent(open.sent, ['select service_state'])
      const told = await costOf(() => s.form('/token/introspect', { token }, basic('shop', secret)))
      expect(told.written).toEqual({})
      expectSent(told.sent, ['select clients', 'select client_secrets', 'select service_state'])
    }
  })

  test('I 4: a revocation: one row and one event; a second one: nothing', async () => {
    const { refresh_token } = await s.logIn('alice')
    const { body } = await forItself()
    const revoke = (token: string, headers = {}) => costOf(() => s.form('/token/revoke', { token }, headers))
    expect((await revoke(refresh_token)).written).toEqual({ 'sessions UPDATE': 1, 'events INSERT': 1 })
    expect((await revoke(refresh_token)).written).toEqual({})
    expect((await revoke(body.access_token, basic('shop', secret))).written).toEqual({ 'revoked_tokens INSERT': 1, 'events INSERT': 1 })
    expect((await revoke(body.access_token, basic('shop', secret))).written).toEqual({})
  })
})
