// REQUIREMENTS C: clients that authenticate with a secret. Secrets themselves: admin/clients/secrets.test.ts;
// assertions: by-assertion.test.ts; cost of a refusal: test/clients/client-authentication.test.ts.
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../../support/fixtures.ts'
import { type Answer, basic, PASSWORD, type RunningService } from '../../../support/service.ts'

const FOR_ITSELF = { grant_type: 'client_credentials' }
const ODD_ID = 'odd:id%41+&=/?"\\~'
const ODD_SECRET = 'a secret: with % + & = and %41 and spaces'

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let secret: string
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice')
    secret = await service.addClient('shop')
    await service.addClient(ODD_ID, { secret: ODD_SECRET })
    await service.addClient('spa', { confidential: false, authMethods: ['none'], grants: ['password', 'refresh_token'], scope: 'of_user' })
    await service.addClient('basic-only', { authMethods: ['client_secret_basic'], secret })
    await service.addClient('post-only', { authMethods: ['client_secret_post'], secret })
    await service.addClient('gone', { secret })
    await service.service.clientAdministration.change('gone', { disabled: true }, { atMs: service.system.nowMs() })
  })

  const forItself = (service: RunningService, form: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    service.form('/token', { ...FOR_ITSELF, ...form }, headers)
  const raw = (credentials: string) => ({ authorization: `Basic ${Buffer.from(credentials).toString('base64')}` })
  const refused = { status: 401, body: { error: 'invalid_client' } }

  test('a secret works by Basic and in the form (C 1)', async ({ service }) => {
    expect((await forItself(service, {}, basic('shop', secret))).status).toBe(200)
    expect((await forItself(service, { client_id: 'shop' }, basic('shop', secret))).status).toBe(200)
    expect((await forItself(service, { client_id: 'shop', client_secret: secret })).status).toBe(200)
    expect((await forItself(service, {}, { authorization: basic('shop', secret).authorization!.replace('Basic', 'bAsIc ') })).status).toBe(
      200,
    )
  })

  test('Basic form-urldecodes id and secret; a form is decoded once (C 1)', async ({ service }) => {
    expect((await forItself(service, {}, basic(ODD_ID, ODD_SECRET))).status).toBe(200)
    expect((await forItself(service, {}, raw(`${encodeURIComponent(ODD_ID)}:${encodeURIComponent(ODD_SECRET)}`))).status).toBe(200)
    expect((await forItself(service, { client_id: ODD_ID, client_secret: ODD_SECRET })).status).toBe(200)
    expect(await forItself(service, {}, raw(`${ODD_ID}:${ODD_SECRET}`))).toMatchObject(refused)
    expect(
      await forItself(service, { client_id: encodeURIComponent(ODD_ID), client_secret: encodeURIComponent(ODD_SECRET) }),
    ).toMatchObject(refused)
  })

  test('only the registered methods work (C 1)', async ({ service }) => {
    expect((await forItself(service, {}, basic('basic-only', secret))).status).toBe(200)
    expect(await forItself(service, { client_id: 'basic-only', client_secret: secret })).toMatchObject(refused)
    expect((await forItself(service, { client_id: 'post-only', client_secret: secret })).status).toBe(200)
    expect(await forItself(service, {}, basic('post-only', secret))).toMatchObject(refused)
  })

  test.for<[string, () => [Record<string, string>, Record<string, string>]]>([
    ['Basic and a secret in the form', () => [{ client_secret: secret }, basic('shop', secret)]],
    ['Basic and an assertion', () => [{ client_assertion: 'a.b.c' }, basic('shop', secret)]],
    ['secret and assertion in the form', () => [{ client_id: 'shop', client_secret: secret, client_assertion: 'a.b.c' }, {}]],
    ['an empty Basic secret and one in the form', () => [{ client_secret: secret }, basic('shop', '')]],
    ['two different clients', () => [{ client_id: 'spa' }, basic('shop', secret)]],
  ])('refuses %s at once (C 2)', async ([_, make], { service }) => {
    expect(await forItself(service, ...make())).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  test('two Authorization headers are refused, even if one is good (C 2)', async ({ service }) => {
    const good = basic('shop', secret).authorization!
    for (const pair of [
      [good, good],
      [good, 'Basic eDp5'],
      ['Basic eDp5', good],
    ]) {
      const { promise, resolve, reject } = Promise.withResolvers<[number | undefined, string]>()
      const headers = ['Content-Type', 'application/x-www-form-urlencoded', 'Host', 'a', ...pair.flatMap((one) => ['Authorization', one])]
      request(`${service.url}/token`, { method: 'POST', headers, agent: false }, async (answer) =>
        resolve([answer.statusCode, await text(answer)]),
      )
        .on('error', reject)
        .end(new URLSearchParams(FOR_ITSELF).toString())
      const [status, body] = await promise
      expect([status, JSON.parse(body).error]).toEqual([400, 'invalid_request'])
    }
  })

  const strangers: [string, (service: RunningService) => Promise<Answer>][] = [
    ['an unknown client', (service) => forItself(service, {}, basic('nobody', secret))],
    [
      'a wrong secret',
      (service) =>
        forItself(
          service,
          {},
          basic(
            'shop',
            secret.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
          ),
        ),
    ],
    ['a wrong secret in the form', (service) => forItself(service, { client_id: 'shop', client_secret: 'wrong' })],
    ['the secret of another', (service) => forItself(service, {}, basic(ODD_ID, secret))],
    ['a disabled client with its secret', (service) => forItself(service, {}, basic('gone', secret))],
    ['a method that is not registered', (service) => forItself(service, { client_id: 'basic-only', client_secret: secret })],
    ['a confidential client without its secret', (service) => forItself(service, { client_id: 'shop' })],
    ['a confidential client with an empty secret', (service) => forItself(service, {}, basic('shop', ''))],
    ['a public client with a secret', (service) => forItself(service, {}, basic('spa', secret))],
    ['the client default with a secret', (service) => forItself(service, {}, basic('default', secret))],
    ['a secret without a client', (service) => forItself(service, {}, raw(`:${secret}`))],
    ['an impossible id', (service) => forItself(service, {}, basic('x'.repeat(5000), secret))],
  ]
  const shown = ({ status, headers, body }: Answer) => ({
    status,
    body,
    headers: [...headers].filter(([name]) => name !== 'x-request-id' && name !== 'date'),
  })

  test.for(strangers)('refused like all others: %s (C 3, C 4, C 5)', async ([_, ask], { service }) => {
    const answer = shown(await ask(service))
    expect(answer).toEqual(shown(await forItself(service, {}, basic('nobody', 'x'))))
    expect(answer).toMatchObject(refused)
    expect(Object.fromEntries(answer.headers)['www-authenticate']).toBe('Basic realm="mintmark", charset="UTF-8"')
  })

  test('a public client names itself in the form or by Basic (C 5)', async ({ service }) => {
    const login = { grant_type: 'password', username: 'alice', password: PASSWORD }
    expect((await service.form('/token', { ...login, client_id: 'spa' })).status).toBe(200)
    expect((await service.form('/token', login, basic('spa', ''))).status).toBe(200)
    const { status, body } = await service.form('/token', login, basic('', ''))
    expect(status).toBe(200)
    expect(JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString()).client_id).toBe('default')
  })

  test.for<[string, string]>([
    ['Digest', 'Digest username="shop"'],
    ['Negotiate', 'Negotiate YII='],
    ['a scheme alone', 'Basic'],
    ['text that is not base64', 'Basic ???'],
    ['no colon', `Basic ${btoa('shop')}`],
    ['a broken escape', `Basic ${btoa('shop:%zz')}`],
    ['a NUL in the id', `Basic ${btoa('sh%00op:x')}`],
    ['a NUL in the secret', `Basic ${btoa('shop:%00')}`],
    ['an encoded surrogate', `Basic ${btoa('%ed%a0%80:x')}`],
    ['bytes that are not UTF-8', `Basic ${btoa('\xff\xfe:\xff')}`],
    ['a secret of 10 kB', `Basic ${btoa(`shop:${'x'.repeat(10_000)}`)}`],
  ])('is a 401, never 5xx: %s (C 8)', async ([_, authorization], { service }) => {
    for (const path of ['/token', '/token/introspect', '/token/revoke', '/token/refresh']) {
      const form = { ...FOR_ITSELF, token: 'x', refresh_token: 'x' }
      expect(await service.form(path, form, { authorization }), path).toMatchObject(refused)
    }
  })

  test('no secret is in the log (G 1)', async ({ service }) => {
    await forItself(service, {}, basic('nobody', 'a-secret-that-was-typed'))
    expect(service.logged.join('')).not.toContain('a-secret-that-was-typed')
    expect(service.logged.join('')).not.toContain(secret)
  })

  test.for(['/token', '/token/introspect', '/token/revoke'])(
    'failures at %s are limited; the right secret still works (L 8)',
    async (path, { service }) => {
      const form = { ...FOR_ITSELF, token: 'x' }
      const good = async () => (await service.form(path, form, basic('shop', secret))).status
      service.system.advanceSeconds(60)
      for (let turn = 0; turn < 120; turn += 1) expect((await service.form(path, form, basic('shop', 'wrong'))).status).toBe(401)
      const shut = await service.form(path, form, basic('shop', 'wrong'))
      expect(shut).toMatchObject({ status: 429, body: { status: 429 } })
      expect(Number(shut.headers.get('retry-after'))).toBe(60)
      expect(await good()).toBe(200)
      // The limit does not reach another client or another method.
      expect((await service.form(path, form, basic(ODD_ID, ODD_SECRET))).status).toBe(200)
      expect((await service.form(path, form, { ...basic('nobody', 'x') })).status).toBe(401)
      service.system.advanceSeconds(60)
      expect((await service.form(path, form, basic('shop', 'wrong'))).status).toBe(401)
    },
  )
})
