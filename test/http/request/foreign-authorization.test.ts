// Generated clients and gateways add a user's token to every call, even to calls that authenticate a client
// (docs/design/errors.md#what-is-ignored).
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { withConnection } from '../../support/raw-connection.ts'
import { basic, PASSWORD, type RunningService } from '../../support/service.ts'

const LOGIN = { grant_type: 'password', username: 'alice', password: PASSWORD }
const SCHEMES = ['Bearer x', 'bearer x.y.z', 'Bearer', 'DPoP x', 'dpop']

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let secret: string
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice')
    secret = await service.addClient('shop', { grants: ['client_credentials', 'password', 'refresh_token'], scope: 'of_user' })
  })

  const asShop = () => ({ client_id: 'shop', client_secret: secret })
  const lastLine = (service: RunningService) => JSON.parse(service.logged.findLast((line) => line.includes('"answered"'))!)

  test.for(SCHEMES)('Authorization: %s at /token is ignored; the form decides (C 8)', async (authorization, { service }) => {
    const ofDefault = await service.form('/token', LOGIN, { authorization })
    expect(ofDefault.status).toBe(200)
    expect(JSON.parse(atob(ofDefault.body.access_token.split('.')[1])).client_id).toBe('default')
    expect((await service.form('/token', { grant_type: 'client_credentials', ...asShop() }, { authorization })).status).toBe(200)
    expect(lastLine(service)).toMatchObject({
      status: 200,
      ignored: expect.stringContaining('Bearer and DPoP are not client authentication'),
    })
  })

  test.for(SCHEMES)('Authorization: %s is ignored at introspection and revocation (C 8)', async (authorization, { service }) => {
    const { access_token: token } = await service.logIn('alice')
    expect((await service.form('/token/introspect', { token, ...asShop() }, { authorization })).status).toBe(200)
    // The header alone names no client, and only a confidential client may introspect.
    expect(await service.form('/token/introspect', { token }, { authorization })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    })
    expect(lastLine(service)).toMatchObject({ status: 401, ignored: expect.stringContaining('RFC 6749 §2.3') })
    expect((await service.form('/token/revoke', { token }, { authorization })).status).toBe(200)
    expect((await service.get('/protected', token)).status).toBe(401)
  })

  test('a refresh token in the form decides, not the header (R 9)', async ({ service }) => {
    const { access_token, refresh_token } = await service.logIn('alice')
    for (const token of ['nonsense', access_token, refresh_token]) {
      const own = (await service.logIn('alice')).refresh_token
      const { status, body } = await service.form('/token/refresh', { refresh_token: own }, { authorization: `Bearer ${token}` })
      expect(status).toBe(200)
      expect(body.refresh_token).toMatch(/^mrt_/)
      expect(lastLine(service)).toMatchObject({ ignored: expect.any(String) })
    }
    // The token in the header was not used.
    expect((await service.refresh(refresh_token)).status).toBe(200)
  })

  test('a dead refresh token in the form is refused despite the header (R 9)', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    const answer = await service.form('/token/refresh', { refresh_token: 'mrt_x' }, { authorization: `Bearer ${refresh_token}` })
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await service.refresh(refresh_token)).status).toBe(200)
  })

  test('a confidential client refreshes with its secret beside a Bearer token (R 2)', async ({ service }) => {
    const { body } = await service.form('/token', { ...LOGIN, ...asShop() })
    const form = { refresh_token: body.refresh_token, ...asShop() }
    expect((await service.form('/token/refresh', form, { authorization: 'Bearer x' })).status).toBe(200)
  })

  test.for<[string]>([['scope=data:read'], ['client_id=default'], ['resource=https://orders.example.com&refresh_token=']])(
    'a form of %s beside a Bearer token is refused (R 9)',
    async ([form], { service }) => {
      const { refresh_token } = await service.logIn('alice')
      const answer = await service.form('/token/refresh', form, { authorization: `Bearer ${refresh_token}` })
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
      expect((await service.refresh(refresh_token)).status).toBe(200)
    },
  )

  test('an empty refresh_token counts as absent, so the header decides (R 9, T 4)', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    expect((await service.form('/token/refresh', 'refresh_token=', { authorization: `Bearer ${refresh_token}` })).status).toBe(200)
  })

  test.for(['/token', '/token/introspect', '/token/revoke', '/token/refresh'])(
    'two Authorization headers at %s are refused (C 2)',
    async (path, { service }) => {
      const body = new URLSearchParams({ ...LOGIN, token: 'x', refresh_token: 'x' }).toString()
      for (const pair of [
        ['Bearer x', 'Bearer x'],
        ['Bearer x', basic('shop', secret).authorization],
        [basic('shop', secret).authorization, 'DPoP x'],
      ]) {
        const fields = [...pair.map((value) => `Authorization: ${value}`), 'Content-Type: application/x-www-form-urlencoded']
        await withConnection(service.url, async (connection) => {
          connection.write(`POST ${path} HTTP/1.1\r\nHost: a\r\n${fields.join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
          const { status, text } = await connection.answerTo('POST', path)
          expect([status, JSON.parse(text).error]).toEqual([400, 'invalid_request'])
        })
      }
    },
  )
})
