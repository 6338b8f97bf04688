// REQUIREMENTS C: clients authenticate by a secret. What a secret is stands in client-secrets.test.ts, assertions in client-assertion.test.ts,
// what a refusal costs in test/clients/client-authentication.test.ts.
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

  test('C 1: by Basic, and by the form', async ({ service }) => {
    expect((await forItself(service, {}, basic('shop', secret))).status).toBe(200)
    expect((await forItself(service, { client_id: 'shop' }, basic('shop', secret))).status).toBe(200)
    expect((await forItself(service, { client_id: 'shop', client_secret: secret })).status).toBe(200)
    expect((await forItself(service, {}, { authorization: basic('shop', secret).authorization!.replace('Basic', 'bAsIc ') })).status).toBe(
      200,
    )
  })

  test('C 1: Basic form-urldecodes id and secret; the form decodes once, as any form', async ({ service }) => {
    expect((await forItself(service, {}, basic(ODD_ID, ODD_SECRET))).status).toBe(200)
    expect((await forItself(service, {}, raw(`${encodeURIComponent(ODD_ID)}:${encodeURIComponent(ODD_SECRET)}`))).status).toBe(200)
    expect((await forItself(service, { client_id: ODD_ID, client_secret: ODD_SECRET })).status).toBe(200)
    expect(await forItself(service, {}, raw(`${ODD_ID}:${ODD_SECRET}`))).toMatchObject(refused)
    expect(
      await forItself(service, { client_id: encodeURIComponent(ODD_ID), client_secret: encodeURIComponent(ODD_SECRET) }),
    ).toMatchObject(refused)
  })

  test('C 1: a client authenticates in the ways that it is registered for, and in no other', async ({ service }) => {
    expect((await forItself(service, {}, basic('basic-only', secret))).status).toBe(200)
    expect(await forItself(service, { client_id: 'basic-only', client_secret: secret })).toMatchObject(refused)
    expect((await forItself(service, { client_id: 'post-only', client_secret: secret })).status).toBe(200)
    expect(await forItself(service, {}, basic('post-only', secret))).toMatchObject(refused)
  })

  test.for<[string, () => [Record<string, string>, Record<string, string>]]>([
    ['Basic and a secret in the form', () => [{ client_secret: secret }, basic('shop', secret)]],
    ['Basic and an assertion', () => [{ client_assertion: 'a.b.c' }, basic('shop', secret)]],
    ['a secret and an assertion in the form', () => [{ client_id: 'shop', client_secret: secret, client_assertion: 'a.b.c' }, {}]],
    ['Basic without a secret, and a secret in the form', () => [{ client_secret: secret }, basic('shop', '')]],
    ['two different clients', () => [{ client_id: 'spa' }, basic('shop', secret)]],
  ])('C 2: %s: refused', async ([_, make], { service }) => {
    expect(await forItself(service, ...make())).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  test('C 2: two Authorization headers are refused, whichever of them is good', async ({ service }) => {
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
    ['another method than is registered', (service) => forItself(service, { client_id: 'basic-only', client_secret: secret })],
    ['a confidential client without its secret', (service) => forItself(service, { client_id: 'shop' })],
    ['a confidential client with an empty Basic secret', (service) => forItself(service, {}, basic('shop', ''))],
    ['a public client with a secret', (service) => forItself(service, {}, basic('spa', secret))],
    ['the client default with a secret', (service) => forItself(service, {}, basic('default', secret))],
    ['a secret of no client', (service) => forItself(service, {}, raw(`:${secret}`))],
    ['an id that cannot be one', (service) => forItself(service, {}, basic('x'.repeat(5000), secret))],
  ]
  const shown = ({ status, headers, body }: Answer) => ({
    status,
    body,
    headers: [...headers].filter(([name]) => name !== 'x-request-id' && name !== 'date'),
  })

  test.for(strangers)('C 3, C 4, C 5: %s: refused as any other, with a Basic challenge', async ([_, ask], { service }) => {
    const answer = shown(await ask(service))
    expect(answer).toEqual(shown(await forItself(service, {}, basic('nobody', 'x'))))
    expect(answer).toMatchObject(refused)
    expect(Object.fromEntries(answer.headers)['www-authenticate']).toBe('Basic realm="mintmark", charset="UTF-8"')
  })

  test('C 5: a public client is named by the form or by Basic without a secret; an empty id and secret name none', async ({ service }) => {
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
    ['no base64', 'Basic ???'],
    ['no colon', `Basic ${btoa('shop')}`],
    ['a broken escape', `Basic ${btoa('shop:%zz')}`],
    ['a NUL in the id', `Basic ${btoa('sh%00op:x')}`],
    ['a NUL in the secret', `Basic ${btoa('shop:%00')}`],
    ['an encoded surrogate', `Basic ${btoa('%ed%a0%80:x')}`],
    ['bytes that are not UTF-8', `Basic ${btoa('\xff\xfe:\xff')}`],
    ['a secret of 10 kB', `Basic ${btoa(`shop:${'x'.repeat(10_000)}`)}`],
  ])('C 8: %s: 401, never 5xx', async ([_, authorization], { service }) => {
    for (const path of ['/token', '/token/introspect', '/token/revoke', '/token/refresh']) {
      const form = { ...FOR_ITSELF, token: 'x', refresh_token: 'x' }
      expect(await service.form(path, form, { authorization }), path).toMatchObject(refused)
    }
  })

  test('G 1: no secret is in the log', async ({ service }) => {
    await forItself(service, {}, basic('nobody', 'a-secret-that-was-typed'))
    expect(service.logged.join('')).not.toContain('a-secret-that-was-typed')
    expect(service.logged.join('')).not.toContain(secret)
  })

  test.for(['/token', '/token/introspect', '/token/revoke'])(
    'L 8: failed authentication at %s is bounded, and keeps nobody out who has the secret',
    async (path, { service }) => {
      const form = { ...FOR_ITSELF, token: 'x' }
      const good = async () => (await service.form(path, form, basic('shop', secret))).status
      service.system.advanceSeconds(60)
      for (let turn = 0; turn < 120; turn += 1) expect((await service.form(path, form, basic('shop', 'wrong'))).status).toBe(401)
      const shut = await service.form(path, form, basic('shop', 'wrong'))
      expect(shut).toMatchObject({ status: 429, body: { status: 429 } })
      expect(Number(shut.headers.get('retry-after'))).toBe(60)
      expect(await good()).toBe(200)
      // For another client, and by another way, it is as before.
      expect((await service.form(path, form, basic(ODD_ID, ODD_SECRET))).status).toBe(200)
      expect((await service.form(path, form, { ...basic('nobody', 'x') })).status).toBe(401)
      service.system.advanceSeconds(60)
      expect((await service.form(path, form, basic('shop', 'wrong'))).status).toBe(401)
    },
  )
})
