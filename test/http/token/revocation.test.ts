// REQUIREMENTS I 1, I 4, RFC 7009: revocation of tokens.
import { describe, expect } from 'vitest'
import { createEventStore } from '../../../src/data/events.ts'
import type { EventStore } from '../../../src/events/event-store.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { decodePart, ownTokens } from '../../support/own-tokens.ts'
import { type Answer, basic, PASSWORD, type RunningService, startService, type TestTokens } from '../../support/service.ts'

const LOGIN = { grant_type: 'password', username: 'alice', password: PASSWORD }

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let events: EventStore
  let alice: string
  const secrets = new Map<string, string>()
  test.beforeAll(async ({ database, service }) => {
    events = createEventStore(await database.open())
    alice = await service.addUser('alice')
    const people = { grants: ['password', 'refresh_token'] as const, scope: 'of_user' as const }
    for (const id of ['bff', 'other']) secrets.set(id, await service.addClient(id, people))
    for (const id of ['robot', 'other-robot']) secrets.set(id, await service.addClient(id))
    await service.addClient('spa', { ...people, confidential: false, authMethods: ['none'] })
  })

  const as = (id: string) => (secrets.has(id) ? basic(id, secrets.get(id)!) : {})
  const naming = (id: string): Record<string, string> => (secrets.has(id) || id === 'default' ? {} : { client_id: id })
  const revoke = (service: RunningService, id: string, token: string, form: Record<string, string> = {}): Promise<Answer> =>
    service.form('/token/revoke', { token, ...naming(id), ...form }, as(id))
  const logIn = async (service: RunningService, id: string): Promise<TestTokens> =>
    (await service.form('/token', { ...LOGIN, ...naming(id) }, as(id))).body
  const refresh = (service: RunningService, id: string, refreshToken: string) =>
    service.form('/token', { grant_type: 'refresh_token', refresh_token: refreshToken, ...naming(id) }, as(id))
  const ofService = async (service: RunningService, id: string): Promise<string> =>
    (await service.form('/token', { grant_type: 'client_credentials' }, as(id))).body.access_token
  const statusOf = async (at: RunningService, token: string) => (await at.get('/protected', token)).status
  const lastEvent = async () => (await events.list({ limit: 1 }))[0]!

  const expectDone = (answer: Answer) => {
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: '' })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  }

  test.for<[string, Record<string, string> | string, () => Record<string, string>, number, string]>([
    ['an unknown client (I 1)', { client_id: 'nobody' }, () => ({}), 401, 'invalid_client'],
    ['a confidential client without its secret (I 1)', { client_id: 'bff' }, () => ({}), 401, 'invalid_client'],
    ['a confidential client with a wrong secret (I 1)', {}, () => basic('bff', 'wrong'), 401, 'invalid_client'],
    ['a public client with a secret (I 1)', {}, () => basic('spa', 'x'), 401, 'invalid_client'],
    ['no token (I 3)', '', () => as('bff'), 400, 'invalid_request'],
    ['an empty token (I 3)', 'token=', () => as('bff'), 400, 'invalid_request'],
    ['a hint without a token (I 3)', 'token_type_hint=refresh_token', () => as('bff'), 400, 'invalid_request'],
    ['the same token twice (I 3)', 'token=a&token=a', () => as('bff'), 400, 'invalid_request'],
  ])('refused, and the token lives: %s', async ([_, form, headers, status, error], { service }) => {
    const { access_token, refresh_token } = await logIn(service, 'bff')
    const sent = typeof form === 'string' ? form : { token: refresh_token, ...form }
    expect(await service.form('/token/revoke', sent, headers())).toMatchObject({ status, body: { error } })
    expect(await statusOf(service, access_token)).toBe(200)
  })

  describe.each(['bff', 'spa', 'default'])('the client %s', (id) => {
    test.for<[string, (tokens: TestTokens) => string]>([
      ['refresh token', ({ refresh_token }) => refresh_token],
      ['access token', ({ access_token }) => access_token],
    ])('its %s ends the whole session at once, with an event (I 4)', async ([_, choose], { service }) => {
      const tokens = await logIn(service, id)
      const beside = await logIn(service, id)
      expectDone(await revoke(service, id, choose(tokens)))
      expect(await statusOf(service, tokens.access_token)).toBe(401)
      expect(await refresh(service, id, tokens.refresh_token)).toMatchObject({ status: 400, body: { reason: 'session_revoked' } })
      expect(await lastEvent()).toMatchObject({ type: 'session_revoked', userId: alice, clientId: id, address: '127.0.0.1' })
      expect(await statusOf(service, beside.access_token)).toBe(200)
    })
  })

  test.for(['bff', 'spa', 'default'])('an expired access token of %s still ends its session (I 4)', async (id, { service }) => {
    const [used, never] = [await logIn(service, id), await logIn(service, id)]
    expect(await statusOf(service, used.access_token)).toBe(200)
    service.system.advanceSeconds(used.expires_in + 100)
    for (const { access_token, refresh_token } of [used, never]) {
      expect(await statusOf(service, access_token)).toBe(401)
      // Not if another client presents it.
      expectDone(await revoke(service, 'other', access_token))
      const next = (await refresh(service, id, refresh_token)).body
      expectDone(await revoke(service, id, access_token))
      expect(await refresh(service, id, next.refresh_token)).toMatchObject({ status: 400, body: { reason: 'session_revoked' } })
      expect(await lastEvent()).toMatchObject({ type: 'session_revoked', userId: alice, clientId: id })
    }
  })

  test('an expired token without a key, session or signature changes nothing (I 4)', async ({ service }) => {
    const [used, never, own] = [await logIn(service, 'bff'), await logIn(service, 'bff'), await ofService(service, 'robot')]
    expect(await statusOf(service, used.access_token)).toBe(200)
    service.system.advanceSeconds(used.expires_in + 100)
    const before = await lastEvent()
    expectDone(await revoke(service, 'robot', own))
    expectDone(await revoke(service, 'bff', `${used.access_token.slice(0, -3)}AAA`))
    expect(await lastEvent()).toEqual(before)
    await service.service.keyAdministration.revoke(service.service.keys.signer().kid, { atMs: service.system.nowMs() })
    for (const { access_token, refresh_token } of [used, never]) {
      expectDone(await revoke(service, 'bff', access_token))
      expect((await refresh(service, 'bff', refresh_token)).status).toBe(200)
    }
  })

  test('a used refresh token ends its session too (I 4)', async ({ service }) => {
    const { refresh_token } = await logIn(service, 'bff')
    const { body } = await refresh(service, 'bff', refresh_token)
    expectDone(await revoke(service, 'bff', refresh_token))
    expect((await refresh(service, 'bff', body.refresh_token)).status).toBe(400)
  })

  test("a service's access token is dead at once, everywhere (I 4)", async ({ database, service }) => {
    const token = await ofService(service, 'robot')
    const beside = await ofService(service, 'robot')
    const respelt = await ownTokens(service, token).signed()
    expect(respelt).not.toBe(token)
    expect(await statusOf(service, respelt)).toBe(200)
    const replica = await startService(database.config, { system: service.system })
    expect(await statusOf(replica, token)).toBe(200)
    expectDone(await revoke(service, 'robot', token))
    for (const running of [service, replica]) for (const one of [token, respelt]) expect(await statusOf(running, one)).toBe(401)
    expect(await statusOf(service, beside)).toBe(200)
    await replica.stop()
    const restarted = await startService(database.config, { system: service.system })
    expect(await statusOf(restarted, token)).toBe(401)
    await restarted.stop()
    expect(await lastEvent()).toMatchObject({ type: 'token_revoked', clientId: 'robot' })
  })

  test('a revoked token is remembered for a day after its end (I 4)', async ({ database, service }) => {
    const token = await ofService(service, 'robot')
    await revoke(service, 'robot', token)
    const { kysely } = await database.open()
    const { jti } = decodePart(token.split('.')[1]) as { jti: string }
    const denied = async () => (await kysely.selectFrom('revoked_tokens').selectAll().where('jti', '=', jti).execute()).length
    // A token is still accepted within the skew after its end.
    service.system.advanceSeconds(929)
    await service.service.housekeeping.run()
    expect(await statusOf(service, token)).toBe(401)
    service.system.advanceSeconds(86_400)
    await service.service.housekeeping.run()
    expect(await denied()).toBe(1)
    service.system.advanceSeconds(2)
    await service.service.housekeeping.run()
    expect(await denied()).toBe(0)
  })

  test.for(['access_token', 'refresh_token', 'nonsense'])('the hint %s makes no difference (I 4)', async (token_type_hint, { service }) => {
    const [one, two, own] = [await logIn(service, 'bff'), await logIn(service, 'bff'), await ofService(service, 'robot')]
    expectDone(await revoke(service, 'bff', one.refresh_token, { token_type_hint }))
    expectDone(await revoke(service, 'bff', two.access_token, { token_type_hint }))
    expectDone(await revoke(service, 'robot', own, { token_type_hint }))
    for (const token of [one.access_token, two.access_token, own]) expect(await statusOf(service, token)).toBe(401)
  })

  test('another client’s token stays alive, without an event (I 4)', async ({ service }) => {
    const [person, browser, own] = [await logIn(service, 'bff'), await logIn(service, 'spa'), await ofService(service, 'robot')]
    const before = await lastEvent()
    for (const token of [person.refresh_token, person.access_token, browser.refresh_token, browser.access_token, own]) {
      for (const stranger of ['other', 'other-robot', 'default']) expectDone(await revoke(service, stranger, token))
    }
    for (const token of [person.access_token, browser.access_token, own]) expect(await statusOf(service, token)).toBe(200)
    expect(await lastEvent()).toEqual(before)
    expect((await refresh(service, 'bff', person.refresh_token)).status).toBe(200)
    expect((await refresh(service, 'spa', browser.refresh_token)).status).toBe(200)
  })

  test('unknown, bad and dead tokens answer 200, without an event (I 4)', async ({ service }) => {
    const tokens = await logIn(service, 'bff')
    const own = await ofService(service, 'robot')
    await revoke(service, 'robot', own)
    await revoke(service, 'bff', tokens.refresh_token)
    const old = await logIn(service, 'bff')
    service.system.advanceSeconds(31 * 86_400)
    const before = await lastEvent()
    const forged = `${tokens.refresh_token.slice(0, -3)}AAA`
    const unknown = ['nonsense', 'mrt_', 'a.b.c', '\u{1F600}', 'x'.repeat(9000), forged]
    for (const token of [...unknown, tokens.refresh_token, tokens.access_token, own]) expectDone(await revoke(service, 'bff', token))
    for (const token of [old.refresh_token, old.access_token]) expectDone(await revoke(service, 'bff', token))
    expect(await lastEvent()).toEqual(before)
  })

  test('20 revocations at once write one event (I 4)', async ({ service }) => {
    for (const [id, token] of [
      ['bff', (await logIn(service, 'bff')).refresh_token],
      ['robot', await ofService(service, 'robot')],
    ] as const) {
      const before = await lastEvent()
      for (const answer of await Promise.all(Array.from({ length: 20 }, () => revoke(service, id, token)))) expectDone(answer)
      const since = (await events.list({ limit: 50 })).filter((event) => (event as { id: number }).id > (before as { id: number }).id)
      expect(since).toHaveLength(1)
    }
  })

  test('a Bearer token names no client, so default revokes nothing foreign (I 1, I 4)', async ({ service }) => {
    const { access_token, refresh_token } = await logIn(service, 'bff')
    for (const token of [access_token, refresh_token, 'x'])
      expect((await service.form('/token/revoke', { token: refresh_token }, { authorization: `Bearer ${token}` })).status).toBe(200)
    expect(await statusOf(service, access_token)).toBe(200)
  })

  test("a public client's vain revocations are limited by address (L 8)", async ({ service }) => {
    service.system.advanceSeconds(60)
    for (let turn = 0; turn < 120; turn += 1) expect((await revoke(service, 'spa', 'junk')).status).toBe(200)
    expect(await revoke(service, 'spa', 'junk')).toMatchObject({ status: 429, body: { status: 429 } })
    expect((await revoke(service, 'spa', (await logIn(service, 'spa')).refresh_token)).status).toBe(200)
    for (let turn = 0; turn < 130; turn += 1) expect((await revoke(service, 'bff', 'junk')).status).toBe(200)
    expect((await revoke(service, 'default', 'junk')).status).toBe(200)
    service.system.advanceSeconds(60)
    for (let turn = 0; turn < 130; turn += 1)
      expect((await revoke(service, 'spa', (await logIn(service, 'spa')).refresh_token)).status).toBe(200)
  })
})
