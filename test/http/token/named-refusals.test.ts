// REQUIREMENTS T 10: a refusal names the refused word and the setting that allows it. It does not show what
// others have.
import { describe, expect, test } from 'vitest'
import { databases } from '../../support/databases.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { type Answer, basic, ISSUER, PASSWORD, type RunningService, startService } from '../../support/service.ts'

const ORDERS = 'https://orders.example.com'
const SECRET_RESOURCE = 'https://me:hunter2@stock.example.com/a?key=hunter2#hunter2'

describe.each(onEachDatabase({ config: { audience: [ORDERS] } }))('on $name', ({ test }) => {
  let secret: string
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice', { scope: 'data:read' })
    secret = await service.addClient('shop', {
      grants: ['client_credentials', 'password', 'refresh_token'],
      scope: ['data:read', 'data:write'],
    })
    await service.addClient('other', { scope: ['other:scope'], audiences: ['https://other.example.com'] })
  })

  const login = (service: RunningService, form: Record<string, string> = {}) =>
    service.form('/token', { grant_type: 'password', username: 'alice', password: PASSWORD, ...form })
  const asShop = (service: RunningService, form: Record<string, string>) => service.form('/token', form, basic('shop', secret))
  const forItself = (service: RunningService, form: Record<string, string> = {}) =>
    asShop(service, { grant_type: 'client_credentials', ...form })
  const people = (service: RunningService, form: Record<string, string> = {}) =>
    asShop(service, { grant_type: 'password', username: 'alice', password: PASSWORD, ...form })
  const refreshed = async (service: RunningService, form: Record<string, string>) =>
    service.form('/token', { grant_type: 'refresh_token', refresh_token: (await login(service)).body.refresh_token, ...form })

  const refusals: [string, (service: RunningService) => Promise<Answer>, string, RegExp][] = [
    [
      'a scope of no client',
      (service) => forItself(service, { scope: 'data:read x:y' }),
      'invalid_scope',
      /scope x:y is not allowed: it is not in the client's scope\./,
    ],
    [
      'a scope of another client',
      (service) => forItself(service, { scope: 'other:scope' }),
      'invalid_scope',
      /scope other:scope .* not in the client's scope\./,
    ],
    ['a long scope', (service) => forItself(service, { scope: 'x'.repeat(300) }), 'invalid_scope', /scope x{97}\.\.\. is not allowed/],
    ['a malformed scope', (service) => forItself(service, { scope: 'a  b' }), 'invalid_scope', /malformed: .* single spaces between/],
    [
      'a scope that the user lacks',
      (service) => login(service, { scope: 'data:read admin' }),
      'invalid_scope',
      /scope admin .* the user does not have it\./,
    ],
    [
      'a scope beyond the user',
      (service) => people(service, { scope: 'data:write' }),
      'invalid_scope',
      /user does not have the scope data:write/,
    ],
    [
      'a scope that was not granted',
      (service) => refreshed(service, { scope: 'data:read admin' }),
      'invalid_scope',
      /scope admin .* not granted at the login\./,
    ],
    [
      'a resource of no client',
      (service) => forItself(service, { resource: 'https://x.example.com' }),
      'invalid_target',
      /https:\/\/x.example.com .* not in the client's audiences\./,
    ],
    [
      'a resource of another client',
      (service) => forItself(service, { resource: 'https://other.example.com' }),
      'invalid_target',
      /other.* not in the client's audiences\./,
    ],
    [
      'a foreign resource without a client',
      (service) => login(service, { resource: 'https://x.example.com' }),
      'invalid_target',
      /not in MINTMARK_AUDIENCE\./,
    ],
    [
      'a resource with secrets',
      (service) => forItself(service, { resource: SECRET_RESOURCE }),
      'invalid_target',
      /resource https:\/\/stock.example.com\/a is/,
    ],
    [
      'a resource with quotes',
      (service) => forItself(service, { resource: 'a"b\\c' }),
      'invalid_target',
      /resource a\?b\?c is not allowed/,
    ],
    [
      'a grant without its parameters',
      (service) => service.form('/token', { grant_type: 'password', client_id: 'default' }),
      'invalid_request',
      /username, password/,
    ],
    [
      'an unknown grant',
      (service) => asShop(service, { grant_type: 'implicit' }),
      'unsupported_grant_type',
      /password, refresh_token or client_credentials/,
    ],
    [
      'a repeated parameter',
      (service) => service.form('/token', 'scope=a&scope=b'),
      'invalid_request',
      /^The parameter scope is repeated\.$/,
    ],
    [
      'a repeated unknown parameter',
      (service) => service.form('/token', 'hunter2=a&hunter2=b'),
      'invalid_request',
      /not known here is repeated/,
    ],
    [
      'no client',
      (service) => service.form('/token', { grant_type: 'client_credentials' }),
      'unauthorized_client',
      /^No client was sent, .* HTTP Basic, or as client_id/,
    ],
    [
      'the client default by name',
      (service) => service.form('/token', { grant_type: 'client_credentials', client_id: 'default' }),
      'unauthorized_client',
      /client_credentials is not in its grants/,
    ],
    [
      'a client without the grant',
      (service) => service.form('/token', { grant_type: 'client_credentials' }, basic('default', '')),
      'unauthorized_client',
      /may not use this grant/,
    ],
  ]

  test.for(refusals)('the answer names %s in allowed characters (T 6, T 7, T 10)', async ([_, ask, error, sentence], { service }) => {
    const { status, body } = await ask(service)
    expect([status, body.error]).toEqual([400, error])
    expect(body.error_description).toMatch(sentence)
    expect(body.error_description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
    expect(body.detail).toBe(body.error_description)
    expect(JSON.stringify(body) + service.logged.join('')).not.toContain('hunter2')
  })

  test("a user's missing rights are named only after the right password (T 10, T 13)", async ({ service }) => {
    const wrong = await login(service, { password: 'wrong' })
    for (const form of [{ scope: 'admin' }, { scope: 'x' }, { resource: 'https://x.example.com' }])
      expect((await login(service, { password: 'wrong', ...form })).body).toEqual(wrong.body)
    expect((await login(service, { username: 'nobody', scope: 'admin' })).body).toEqual(wrong.body)
  })

  test('introspection names a missing client, but describes no wrong one (C 4, I 1)', async ({ service }) => {
    const none = await service.form('/token/introspect', { token: 'x' })
    expect(none).toMatchObject({ status: 401, body: { error: 'invalid_client', detail: expect.stringMatching(/^No client was sent\./) } })
    const wrong = await service.form('/token/introspect', { token: 'x' }, basic('shop', 'wrong'))
    const unknown = await service.form('/token/introspect', { token: 'x', client_id: 'nobody' })
    expect(unknown.body).toEqual(wrong.body)
    expect(wrong.body.detail).toBe('The client is unknown or did not authenticate.')
  })

  test('a challenge names the audience to ask for; the body does not (B 2, J 7)', async ({ service }) => {
    const { access_token } = (await login(service, { resource: ORDERS })).body
    for (const path of ['/protected', '/me', '/admin/users']) {
      const { status, headers, body } = await service.get(path, access_token)
      expect([status, body]).toEqual([401, { detail: 'Invalid or expired token' }])
      expect(headers.get('www-authenticate')).toBe(
        `Bearer realm="mintmark", error="invalid_token", error_description="The token is for another audience. A token for this service is asked for with resource=${ISSUER}"`,
      )
    }
    const forged = `${access_token.slice(0, -4)}AAAA`
    expect((await service.get('/protected', forged)).headers.get('www-authenticate')).toBe('Bearer realm="mintmark", error="invalid_token"')
  })

  test('a token with more audiences is told which one is needed (B 2)', async ({ service }) => {
    const { access_token } = (await login(service)).body
    const answer = await service.get('/me/sessions', access_token)
    expect(answer).toMatchObject({ status: 403, body: { detail: expect.stringMatching(new RegExp(`resource=${ISSUER}$`)) } })
    const alone = (await login(service, { resource: ISSUER })).body.access_token
    expect((await service.get('/me/sessions', alone)).status).toBe(200)
  })

  test('an unknown member is named (H 6)', async ({ service }) => {
    const admin = await service
      .addUser('root', { scope: 'admin' })
      .then(() => login(service, { username: 'root', scope: 'admin', resource: ISSUER }))
    const sent = { username: 'x', role: 'a', ['y'.repeat(200)]: 1 }
    const { status, body } = await service.json('POST', '/admin/users', sent, admin.body.access_token)
    const detail = `has a member that is not known here: role, ${'y'.repeat(100)}…`
    expect([status, body.errors]).toEqual([422, [{ pointer: '', detail }]])
  })
})

test('without the default client, a missing client is named (C 5)', async () => {
  const [{ fresh }] = databases as [(typeof databases)[number]]
  const s = await startService((await fresh()).config, { config: { defaultClient: false } })
  for (const form of [{ grant_type: 'client_credentials' }, { grant_type: 'password', username: 'a', password: 'b' }]) {
    const detail = expect.stringMatching(/^No client was sent\./)
    expect(await s.form('/token', form as Record<string, string>)).toMatchObject({ status: 401, body: { error: 'invalid_client', detail } })
  }
  await s.stop()
})
