// What each grant may write (docs/design/data.md#write-budget). The database counts rows, and on PostgreSQL
// the statements are recorded as they are sent.
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect } from 'vitest'
import { ASSERTION_TYPE } from '../../../src/clients/client-assertion.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { watchStatements } from '../../support/sent-statements.ts'
import { basic, ISSUER, PASSWORD, type RunningService } from '../../support/service.ts'
import { type RowWatch, watchRows } from '../../support/written-rows.ts'

const LOGIN = { grant_type: 'password', username: 'alice', password: PASSWORD }

describe.each(onEachDatabase())('on $name', ({ test, kind }) => {
  let rows: RowWatch
  let secret: string
  let statements: ReturnType<typeof watchStatements>
  test.beforeAll(async ({ database, service }) => {
    await service.addUser('alice')
    secret = await service.addClient('shop', { identifiers: ['https://shop.example.com'] })
    // From now on the account knows the address.
    await service.logIn('alice')
    rows = await watchRows(await database.open())
    statements = watchStatements()
  })
  test.afterAll(() => statements.stop())

  /** Returns what `act` writes, and on PostgreSQL the statements that it sends. */
  async function costOf<T>(act: () => Promise<T>): Promise<{ answer: T; written: Record<string, number>; sent: string[] }> {
    await rows.take()
    statements.take()
    const answer = await act()
    const sent = statements.take()
    return { answer, written: await rows.take(), sent }
  }
  const changing = (sent: string[]) => sent.filter((statement) => !statement.startsWith('select'))
  const expectSent = (sent: string[], expected: string[]) => {
    if (kind === 'postgres') expect(sent).toEqual(expected)
  }
  const forItself = (service: RunningService) => service.form('/token', { grant_type: 'client_credentials' }, basic('shop', secret))

  test('the watch sees what is written', async ({ service }) => {
    const { written } = await costOf(() => service.addUser('bob'))
    expect(written).toEqual({ 'users INSERT': 1, 'events INSERT': 1 })
  })

  test('client_credentials with a secret writes no row', async ({ service }) => {
    const { answer, written, sent } = await costOf(() => forItself(service))
    expect(answer.status).toBe(200)
    expect(written).toEqual({})
    expectSent(changing(sent), [])
  })

  test('an assertion writes its jti', async ({ service }) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    await service.addClient('robot', { authMethods: ['private_key_jwt'], jwks: { keys: [await exportJWK(publicKey)] } })
    const seconds = Math.floor(service.system.nowMs() / 1000)
    const claims = new SignJWT({ iss: 'robot', sub: 'robot', aud: ISSUER, exp: seconds + 60, jti: 'once' })
    const assertion = await claims.setProtectedHeader({ alg: 'ES256' }).sign(privateKey)
    const form = { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: assertion }
    for (const written of [{ 'client_assertions INSERT': 1 }, {}]) {
      expect((await costOf(() => service.form('/token', form))).written).toEqual(written)
    }
  })

  test('a log-in writes a session, an event and the throttle', async ({ service }) => {
    const { answer, written, sent } = await costOf(() => service.form('/token', LOGIN))
    expect(answer.status).toBe(200)
    // The buckets of the account and the address are counted before the hash. Then both are settled, and the
    // strangers' failures are forgotten.
    expect(written).toEqual({ 'sessions INSERT': 1, 'events INSERT': 1, 'throttle UPDATE': 2 + 3 })
    const settled = ['insert throttle', 'update throttle', 'update throttle']
    // In the order of their keys, which is not known in advance.
    const [counted, begin, ...rest] = changing(sent)
    expectSent([counted!, begin!, ...rest.slice(0, 2)], ['insert throttle', 'start', 'insert sessions', 'insert events'])
    expectSent(rest.slice(2).sort(), [...settled, 'commit'].sort())
  })

  test('a wrong password writes the throttle only', async ({ service }) => {
    const { answer, written, sent } = await costOf(() => service.form('/token', { ...LOGIN, password: 'wrong' }))
    expect(answer.status).toBe(401)
    expect(written).toEqual({ 'throttle UPDATE': 2 })
    expectSent(changing(sent), ['insert throttle'])
  })

  test('so does a name that nobody has', async ({ service }) => {
    const { written, sent } = await costOf(() => service.form('/token', { ...LOGIN, username: 'nobody' }))
    expect(written).toEqual({ 'throttle INSERT': 1, 'throttle UPDATE': 1 })
    expectSent(changing(sent), ['insert throttle'])
  })

  test('a refresh is one UPDATE, and its retry none', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    for (const written of [{ 'sessions UPDATE': 1 }, {}]) {
      const cost = await costOf(() => service.refresh(refresh_token))
      expect(cost.answer.status).toBe(200)
      expect(cost.written).toEqual(written)
      expectSent(changing(cost.sent), Object.keys(written).length === 0 ? [] : ['update sessions'])
    }
  })

  test('a refresh by access token is one UPDATE', async ({ service }) => {
    const { access_token } = await service.logIn('alice')
    const headers = { authorization: `Bearer ${access_token}` }
    const { answer, written, sent } = await costOf(() => service.send('POST', '/token/refresh', { headers }))
    expect(answer.status).toBe(200)
    expect(written).toEqual({ 'sessions UPDATE': 1 })
    // Its verification reads the session, and nothing reads it again.
    expectSent(sent, ['select service_state', 'update sessions'])
  })

  test('a refresh by Bearer reads its session once, and its client', async ({ service }) => {
    await service.addClient('web', { confidential: false, authMethods: ['none'], grants: ['password', 'refresh_token'], scope: 'of_user' })
    const ofWeb = (await service.form('/token', { ...LOGIN, client_id: 'web' })).body
    for (const [token, reads] of [
      [(await service.logIn('alice')).refresh_token, []],
      [ofWeb.refresh_token, ['select clients']],
    ] as const) {
      const headers = { authorization: `Bearer ${token}` }
      const { answer, written, sent } = await costOf(() => service.send('POST', '/token/refresh', { headers }))
      expect(answer.status).toBe(200)
      expect(written).toEqual({ 'sessions UPDATE': 1 })
      expectSent(sent, ['select service_state', ...reads, 'update sessions'])
    }
  })

  test('reuse ends the session with one event, once', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    await service.refresh(refresh_token)
    service.system.advanceSeconds(11)
    for (const written of [{ 'sessions UPDATE': 1, 'events INSERT': 1 }, {}]) {
      expect((await costOf(() => service.refresh(refresh_token))).written).toEqual(written)
    }
  })

  test('a refused refresh, a wider scope and a forged token write nothing', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    const forged = `${refresh_token.slice(0, -2)}AA`
    const refused = { grant_type: 'refresh_token', refresh_token }
    for (const form of [
      { ...refused, scope: 'admin' },
      { ...refused, client_id: 'nobody' },
    ]) {
      const { answer, written } = await costOf(() => service.form('/token', form))
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(written).toEqual({})
    }
    const { written, sent } = await costOf(() => service.refresh(forged))
    expect(written).toEqual({})
    // R 1: the HMAC is wrong, so the database is not asked.
    expectSent(sent, [])
  })

  test('calls and introspections write nothing and read the session once', async ({ service }) => {
    const { access_token } = await service.logIn('alice')
    const { body } = await forItself(service)
    for (const token of [access_token, body.access_token]) {
      const open = await costOf(() => service.get('/protected', token))
      expect(open.answer.status).toBe(200)
      expect(open.written).toEqual({})
      expectSent(open.sent, ['select service_state'])
      const told = await costOf(() => service.form('/token/introspect', { token }, basic('shop', secret)))
      expect(told.written).toEqual({})
      expectSent(told.sent, ['select clients', 'select service_state'])
    }
  })

  test('a revocation writes a row and an event, once (I 4)', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    const { body } = await forItself(service)
    const revoke = (token: string, headers = {}) => costOf(() => service.form('/token/revoke', { token }, headers))
    expect((await revoke(refresh_token)).written).toEqual({ 'sessions UPDATE': 1, 'events INSERT': 1 })
    expect((await revoke(refresh_token)).written).toEqual({})
    expect((await revoke(body.access_token, basic('shop', secret))).written).toEqual({ 'revoked_tokens INSERT': 1, 'events INSERT': 1 })
    expect((await revoke(body.access_token, basic('shop', secret))).written).toEqual({})
  })
})
