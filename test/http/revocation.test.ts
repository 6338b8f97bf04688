// REQUIREMENTS I 1 and I 4, RFC 7009: giving up tokens.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEventStore } from '../../src/data/events.ts'
import type { EventStore } from '../../src/events/event-store.ts'
import { databases, type FreshDatabase } from '../support/databases.ts'
import { decodePart, ownTokens } from '../support/own-tokens.ts'
import { type Answer, basic, PASSWORD, type RunningService, startService, type TestTokens } from '../support/service.ts'

const LOGIN = { grant_type: 'password', username: 'alice', password: PASSWORD }

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let fresh: FreshDatabase
  let events: EventStore
  let alice: string
  const secrets = new Map<string, string>()
  beforeAll(async () => {
    fresh = await database.fresh()
    s = await startService(fresh.config)
    events = createEventStore(await fresh.open())
    alice = await s.addUser('alice')
    const people = { grants: ['password', 'refresh_token'] as const, scope: 'of_user' as const }
    for (const id of ['bff', 'other']) secrets.set(id, await s.addClient(id, people))
    for (const id of ['robot', 'other-robot']) secrets.set(id, await s.addClient(id))
    await s.addClient('spa', { ...people, confidential: false, authMethods: ['none'] })
  })
  afterAll(() => s.stop())

  const as = (id: string) => (secrets.has(id) ? basic(id, secrets.get(id)!) : {})
  const naming = (id: string): Record<string, string> => (secrets.has(id) || id === 'default' ? {} : { client_id: id })
  const revoke = (id: string, token: string, form: Record<string, string> = {}): Promise<Answer> =>
    s.form('/token/revoke', { token, ...naming(id), ...form }, as(id))
  const logIn = async (id: string): Promise<TestTokens> => (await s.form('/token', { ...LOGIN, ...naming(id) }, as(id))).body
  const refresh = (id: string, refreshToken: string) =>
    s.form('/token', { grant_type: 'refresh_token', refresh_token: refreshToken, ...naming(id) }, as(id))
  const ofService = async (id: string): Promise<string> =>
    (await s.form('/token', { grant_type: 'client_credentials' }, as(id))).body.access_token
  const statusOf = async (token: string, service = s) => (await service.get('/protected', token)).status
  const lastEvent = async () => (await events.list({ limit: 1 }))[0]!

  const expectDone = (answer: Answer) => {
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: '' })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  }

  describe.each(['bff', 'spa', 'default'])('the client %s', (id) => {
    test.each<[string, (tokens: TestTokens) => string]>([
      ['refresh token', ({ refresh_token }) => refresh_token],
      ['access token', ({ access_token }) => access_token],
    ])('I 4: with its %s the whole session ends at once, and is told of', async (_, choose) => {
      const tokens = await logIn(id)
      const beside = await logIn(id)
      expectDone(await revoke(id, choose(tokens)))
      expect(await statusOf(tokens.access_token)).toBe(401)
      expect(await refresh(id, tokens.refresh_token)).toMatchObject({ status: 400, body: { reason: 'session_revoked' } })
      expect(await lastEvent()).toMatchObject({ type: 'session_revoked', userId: alice, clientId: id, address: '127.0.0.1' })
      expect(await statusOf(beside.access_token)).toBe(200)
    })
  })

  test.each(['bff', 'spa', 'default'])('I 4: the access token of %s that has expired ends its session too', async (id) => {
    const [used, never] = [await logIn(id), await logIn(id)]
    expect(await statusOf(used.access_token)).toBe(200)
    s.system.advanceSeconds(used.expires_in + 100)
    for (const { access_token, refresh_token } of [used, never]) {
      expect(await statusOf(access_token)).toBe(401)
      // In no other hands.
      expectDone(await revoke('other', access_token))
      const next = (await refresh(id, refresh_token)).body
      expectDone(await revoke(id, access_token))
      expect(await refresh(id, next.refresh_token)).toMatchObject({ status: 400, body: { reason: 'session_revoked' } })
      expect(await lastEvent()).toMatchObject({ type: 'session_revoked', userId: alice, clientId: id })
    }
  })

  test('I 4: one that has expired changes nothing where its key is gone, it is bound to no session, or it is not what was signed', async () => {
    const [used, never, service] = [await logIn('bff'), await logIn('bff'), await ofService('robot')]
    expect(await statusOf(used.access_token)).toBe(200)
    s.system.advanceSeconds(used.expires_in + 100)
    const before = await lastEvent()
    expectDone(await revoke('robot', service))
    expectDone(await revoke('bff', `${used.access_token.slice(0, -3)}AAA`))
    expect(await lastEvent()).toEqual(before)
    await s.service.keyAdministration.revoke(s.service.keys.signer().kid, { atMs: s.system.nowMs() })
    for (const { access_token, refresh_token } of [used, never]) {
      expectDone(await revoke('bff', access_token))
      expect((await refresh('bff', refresh_token)).status).toBe(200)
    }
  })

  test('I 4: a refresh token that was used before ends its session too', async () => {
    const { refresh_token } = await logIn('bff')
    const { body } = await refresh('bff', refresh_token)
    expectDone(await revoke('bff', refresh_token))
    expect((await refresh('bff', body.refresh_token)).status).toBe(400)
  })

  test('I 4: an access token of a service is denied at once, in every spelling, at a replica and after a restart; others go on', async () => {
    const token = await ofService('robot')
    const beside = await ofService('robot')
    const respelt = await ownTokens(s, token).signed()
    expect(respelt).not.toBe(token)
    expect(await statusOf(respelt)).toBe(200)
    const replica = await startService(fresh.config, { system: s.system })
    expect(await statusOf(token, replica)).toBe(200)
    expectDone(await revoke('robot', token))
    for (const service of [s, replica]) for (const one of [token, respelt]) expect(await statusOf(one, service)).toBe(401)
    expect(await statusOf(beside)).toBe(200)
    await replica.stop()
    await s.stop()
    s = await startService(fresh.config, { system: s.system })
    expect(await statusOf(token)).toBe(401)
    expect(await lastEvent()).toMatchObject({ type: 'token_revoked', clientId: 'robot' })
  })

  test('I 4: it stays denied until nobody would take it any more, and is forgotten a day later', async () => {
    const token = await ofService('robot')
    await revoke('robot', token)
    const { kysely } = await fresh.open()
    const { jti } = decodePart(token.split('.')[1]) as { jti: string }
    const denied = async () => (await kysely.selectFrom('revoked_tokens').selectAll().where('jti', '=', jti).execute()).length
    // Within the skew of its end a token is still taken.
    s.system.advanceSeconds(929)
    await s.service.housekeeping.run()
    expect(await statusOf(token)).toBe(401)
    s.system.advanceSeconds(86_400)
    await s.service.housekeeping.run()
    expect(await denied()).toBe(1)
    s.system.advanceSeconds(2)
    await s.service.housekeeping.run()
    expect(await denied()).toBe(0)
  })

  test.each(['access_token', 'refresh_token', 'nonsense'])('I 4: the hint %s makes no difference', async (token_type_hint) => {
    const [one, two, service] = [await logIn('bff'), await logIn('bff'), await ofService('robot')]
    expectDone(await revoke('bff', one.refresh_token, { token_type_hint }))
    expectDone(await revoke('bff', two.access_token, { token_type_hint }))
    expectDone(await revoke('robot', service, { token_type_hint }))
    for (const token of [one.access_token, two.access_token, service]) expect(await statusOf(token)).toBe(401)
  })

  test('I 4: another client’s token is untouched, and nothing tells of it', async () => {
    const [person, browser, service] = [await logIn('bff'), await logIn('spa'), await ofService('robot')]
    const before = await lastEvent()
    for (const token of [person.refresh_token, person.access_token, browser.refresh_token, browser.access_token, service]) {
      for (const stranger of ['other', 'other-robot', 'default']) expectDone(await revoke(stranger, token))
    }
    for (const token of [person.access_token, browser.access_token, service]) expect(await statusOf(token)).toBe(200)
    expect(await lastEvent()).toEqual(before)
    expect((await refresh('bff', person.refresh_token)).status).toBe(200)
    expect((await refresh('spa', browser.refresh_token)).status).toBe(200)
  })

  test('I 4: unknown, malformed, forged, expired and dead tokens: 200, and nothing is told of', async () => {
    const tokens = await logIn('bff')
    const service = await ofService('robot')
    await revoke('robot', service)
    await revoke('bff', tokens.refresh_token)
    const old = await logIn('bff')
    s.system.advanceSeconds(31 * 86_400)
    const before = await lastEvent()
    const forged = `${tokens.refresh_token.slice(0, -3)}AAA`
    const unknown = ['nonsense', 'mrt_', 'a.b.c', '\u{1F600}', 'x'.repeat(9000), forged]
    for (const token of [...unknown, tokens.refresh_token, tokens.access_token, service]) expectDone(await revoke('bff', token))
    for (const token of [old.refresh_token, old.access_token]) expectDone(await revoke('bff', token))
    expect(await lastEvent()).toEqual(before)
  })

  test('I 4: of 20 revocations at once one is told of', async () => {
    for (const [id, token] of [
      ['bff', (await logIn('bff')).refresh_token],
      ['robot', await ofService('robot')],
    ] as const) {
      const before = await lastEvent()
      for (const answer of await Promise.all(Array.from({ length: 20 }, () => revoke(id, token)))) expectDone(answer)
      const since = (await events.list({ limit: 50 })).filter((event) => (event as { id: number }).id > (before as { id: number }).id)
      expect(since).toHaveLength(1)
    }
  })

  test.each<[string, Record<string, string>, () => Record<string, string>]>([
    ['an unknown client', { client_id: 'nobody' }, () => ({})],
    ['a confidential client without its secret', { client_id: 'bff' }, () => ({})],
    ['a confidential client with a wrong secret', {}, () => basic('bff', 'wrong')],
    ['a public client with a secret', {}, () => basic('spa', 'x')],
  ])('I 1: %s is refused, and the token lives', async (_, form, headers) => {
    const { access_token, refresh_token } = await logIn('bff')
    const answer = await s.form('/token/revoke', { token: refresh_token, ...form }, headers())
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(await statusOf(access_token)).toBe(200)
  })

  test('a token in the header is no client, so the client is default, which revokes nothing of another (I 1, I 4)', async () => {
    const { access_token, refresh_token } = await logIn('bff')
    for (const token of [access_token, refresh_token, 'x'])
      expect((await s.form('/token/revoke', { token: refresh_token }, { authorization: `Bearer ${token}` })).status).toBe(200)
    expect(await statusOf(access_token)).toBe(200)
  })

  test('I 3: a missing token is refused', async () => {
    for (const form of ['', 'token=', 'token_type_hint=refresh_token', 'token=a&token=a']) {
      expect(await s.form('/token/revoke', form, as('bff'))).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    }
  })

  test('L 8: what a public client revokes in vain is bounded at its address; a confidential one may', async () => {
    s.system.advanceSeconds(60)
    for (let turn = 0; turn < 120; turn += 1) expect((await revoke('spa', 'junk')).status).toBe(200)
    expect(await revoke('spa', 'junk')).toMatchObject({ status: 429, body: { status: 429 } })
    expect((await revoke('spa', (await logIn('spa')).refresh_token)).status).toBe(200)
    for (let turn = 0; turn < 130; turn += 1) expect((await revoke('bff', 'junk')).status).toBe(200)
    expect((await revoke('default', 'junk')).status).toBe(200)
    s.system.advanceSeconds(60)
    for (let turn = 0; turn < 130; turn += 1) expect((await revoke('spa', (await logIn('spa')).refresh_token)).status).toBe(200)
  })
})
