// REQUIREMENTS C 7, C 9, RFC 7519 §2 and §4.1, RFC 7523 §3: what client libraries write into an assertion.
// Also the two settings of a client for its assertions.
import { randomUUID } from 'node:crypto'
import { CompactSign, exportJWK, generateKeyPair } from 'jose'
import { describe, expect } from 'vitest'
import { administrator } from '../../../support/admin.ts'
import { onEachDatabase } from '../../../support/fixtures.ts'
import type { Json } from '../../../support/own-tokens.ts'
import { ISSUER, type RunningService } from '../../../support/service.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const ENDPOINT = `${ISSUER}/token`
const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
const jwks = { keys: [await exportJWK(publicKey)] }

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test.beforeAll(async ({ admin }) => {
    const register = async (id: string, more: Json = {}) =>
      expect((await admin.send('POST', '/admin/clients', { id, jwks, ...more })).status).toBe(201)
    await register('robot')
    await register('stock', { assertion_audience: 'token_endpoint', assertion_max_seconds: 3600 })
  })

  const now = (service: RunningService) => service.system.nowMs() / 1000
  const assertion = (service: RunningService, id: string, claims: Json, header: Json) =>
    new CompactSign(Buffer.from(JSON.stringify({ iss: id, sub: id, aud: ISSUER, exp: now(service) + 60, jti: randomUUID(), ...claims })))
      .setProtectedHeader({ alg: 'ES256', ...header } as never)
      .sign(privateKey)
  const statusOf = async (service: RunningService, id: string, claims: Json = {}, header: Json = {}, path = '/token') => {
    const form = { grant_type: 'client_credentials', token: 'x', client_assertion_type: JWT_BEARER }
    return (await service.form(path, { ...form, client_assertion: await assertion(service, id, claims, header) })).status
  }
  const reason = (service: RunningService) => JSON.parse(service.logged.findLast((line) => line.includes('"answered"'))!).reason

  test.for<[string, (now: number) => Json, RegExp]>([
    ['an exp of null', () => ({ exp: null }), /exp .* is not a number/],
    ['an exp as a list', (now) => ({ exp: [now + 60] }), /exp .* is not a number/],
    ['an exp just passed', (now) => ({ exp: now - 30.001 }), /expired/],
    ['an iat of null', () => ({ iat: null }), /iat .* is not a number/],
    ['an iat that is text', (now) => ({ iat: String(now) }), /iat .* is not a number/],
    ['an nbf that is text', () => ({ nbf: new Date(0).toISOString() }), /nbf .* is not a number/],
    ['an nbf just ahead', (now) => ({ nbf: now + 30.5 }), /nbf .* in the future/],
    ['aud in a nested list', () => ({ aud: [[ISSUER]] }), /aud .* not https:\/\/auth.example.com alone/],
    ['aud of the token endpoint', () => ({ aud: ENDPOINT }), /aud .* not https:\/\/auth.example.com alone/],
    ['both as aud', () => ({ aud: [ISSUER, ENDPOINT] }), /aud/],
  ])('refuses %s, and logs which claim (C 9)', async ([_, claims, expected], { service }) => {
    expect(await statusOf(service, 'robot', claims(now(service)))).toBe(401)
    expect(reason(service)).toMatch(expected)
  })

  test.for<[string, (now: number) => Json]>([
    ['times with a fraction', (now) => ({ exp: now + 59.5, iat: now - 0.25, nbf: now - 0.001 })],
    ['times in floating point notation', (now) => ({ exp: Math.round(now + 60) * 1.0000000001 })],
    ['a life of 300.5 seconds', (now) => ({ exp: now + 300.5 })],
    ['an iat of long ago', () => ({ iat: 1 })],
    ['an nbf of long ago', () => ({ nbf: 0 })],
    ['a negative nbf', () => ({ nbf: -1.5 })],
    ['aud as a list of one', () => ({ aud: [ISSUER] })],
    ['the same aud twice in a list', () => ({ aud: [ISSUER, ISSUER] })],
    ['unknown claims', () => ({ scope: 'x', cnf: { jkt: 'x' }, 'https://a.example/x': [1], exp2: null })],
    ['a jti with any characters', () => ({ jti: `é🦊 "${randomUUID()}\\` })],
  ])('accepts %s (C 9)', async ([_, claims], { service }) => {
    expect(await statusOf(service, 'robot', claims(now(service)))).toBe(200)
  })

  test.for([undefined, 'JWT', 'jwt', 'application/jwt', 'client-authentication+jwt', 'Application/Client-Authentication+JWT'])(
    'the typ %s is accepted (C 7)',
    async (typ, { service }) => expect(await statusOf(service, 'robot', {}, typ === undefined ? {} : { typ })).toBe(200),
  )

  test.for(['at+jwt', 'dpop+jwt', 'secevent+jwt', 'JWS', '', 'application/', 'text/jwt', ' jwt', null, 7, ['JWT'], {}])(
    'the typ %j of another token is refused (C 7)',
    async (typ, { service }) => {
      expect(await statusOf(service, 'robot', {}, { typ })).toBe(401)
      expect(reason(service)).toMatch(/typ of the assertion/)
    },
  )

  test.for(['/token', '/token/introspect', '/token/revoke'])(
    'such a client must use the token endpoint as aud, at %s (C 7)',
    async (path, { service }) => {
      expect(await statusOf(service, 'stock', { aud: ENDPOINT }, {}, path)).toBe(200)
      expect(await statusOf(service, 'stock', { aud: [ENDPOINT] }, {}, path)).toBe(200)
      for (const aud of [ISSUER, `${ENDPOINT}/`, `${ISSUER}${path}x`, [ENDPOINT, ISSUER], `${ISSUER}/token/revoke`])
        expect(await statusOf(service, 'stock', { aud }, {}, path), String(aud)).toBe(401)
    },
  )

  test('such a client may use assertions of an hour, each once (C 7)', async ({ service }) => {
    expect(await statusOf(service, 'robot', { exp: now(service) + 331 })).toBe(401)
    expect(reason(service)).toBe("the assertion lives longer than the client's 300 s")
    const long = { aud: ENDPOINT, exp: now(service) + 3600, jti: randomUUID() }
    expect(await statusOf(service, 'stock', { ...long, exp: now(service) + 3631 })).toBe(401)
    expect(await statusOf(service, 'stock', long)).toBe(200)
    service.system.advanceSeconds(3590)
    await service.service.housekeeping.run()
    expect(await statusOf(service, 'stock', long)).toBe(401)
    expect(reason(service)).toBe('the assertion was used before')
    service.system.advanceSeconds(60)
    expect(await statusOf(service, 'stock', long)).toBe(401)
    expect(reason(service)).toBe('the assertion has expired')
  })

  test('both settings are shown, changed, checked and in the audit trail (C 7, G 3)', async ({ service }) => {
    const later = await administrator(service, 'root2')
    const { body: before } = await later.get('/admin/clients/stock')
    expect(before).toMatchObject({ assertion_audience: 'token_endpoint', assertion_max_seconds: 3600 })
    expect((await later.get('/admin/clients/robot')).body).not.toHaveProperty('assertion_audience')
    for (const change of [
      { assertion_audience: 'both' },
      { assertion_max_seconds: 59 },
      { assertion_max_seconds: 3601 },
      { assertion_max_seconds: 90.5 },
    ])
      expect((await later.send('PATCH', '/admin/clients/stock', change)).status, JSON.stringify(change)).toBe(422)
    const change = { assertion_audience: 'issuer', assertion_max_seconds: 60 }
    const { body: after } = await later.send('PATCH', '/admin/clients/stock', change)
    expect(after).toMatchObject({ assertion_max_seconds: 60 })
    expect(await statusOf(service, 'stock', { exp: now(service) + 60 })).toBe(200)
    expect(await statusOf(service, 'stock', { exp: now(service) + 91 })).toBe(401)
    const { body: events } = await later.get('/admin/events?type=client_changed')
    expect(events.events[0].detail).toEqual({ changed: ['assertion_audience', 'assertion_max_seconds'] })
    const { body: again } = await later.send('PATCH', '/admin/clients/stock', { assertion_audience: 'token_endpoint' })
    expect(again).toMatchObject({ assertion_audience: 'token_endpoint', assertion_max_seconds: 60 })
  })
})
