// REQUIREMENTS T: the token endpoint.
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { PASSWORD } from '../../support/service.ts'

const FORM = 'application/x-www-form-urlencoded'
const login = `username=alice&password=${encodeURIComponent(PASSWORD)}`

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice', { scope: 'data:read data:write' })
    await service.addUser('홍길동')
  })

  test.for<[string, string, string]>([
    ['a repeated parameter (T 3)', `${login}&username=alice`, 'invalid_request'],
    ['a repeated parameter without a value (T 3)', `${login}&scope=&scope=`, 'invalid_request'],
    ['a repeated unknown parameter (T 3)', `${login}&x=1&x=2`, 'invalid_request'],
    ['a parameter repeated in two spellings (T 3)', `${login}&%75sername=bob`, 'invalid_request'],
    ['a required parameter without a value (T 4)', 'grant_type=password&username=alice&password=', 'invalid_request'],
    ['a bad escape (T 5)', 'username=alice&password=%zz', 'invalid_request'],
    ['a cut escape (T 5)', 'username=alice&password=%4', 'invalid_request'],
    ['invalid UTF-8 (T 5)', 'username=alice&password=%ff', 'invalid_request'],
    ['overlong UTF-8 (T 5)', 'username=alice&password=%c0%af', 'invalid_request'],
    ['an encoded surrogate (T 5)', 'username=alice&password=%ed%a0%80', 'invalid_request'],
    ['NUL (T 5)', 'username=alice&password=a%00b', 'invalid_request'],
    ['no grant_type (T 6)', 'scope=data:read', 'invalid_request'],
    ['an empty form (T 6)', '', 'invalid_request'],
    ['an unknown grant (T 6)', `grant_type=authorization_code&${login}`, 'unsupported_grant_type'],
    ['a grant in another case (T 6)', `grant_type=Password&${login}`, 'unsupported_grant_type'],
    ['a grant without its parameters (T 6)', 'grant_type=refresh_token', 'invalid_request'],
    ['a password grant without a password (T 6)', 'grant_type=password&username=alice', 'invalid_request'],
    ['a scope that the user lacks (T 7)', `${login}&scope=admin`, 'invalid_scope'],
    ['a scope with a bad character (T 7)', `${login}&scope=data%22read`, 'invalid_scope'],
    ['a scope with two spaces (T 7)', `${login}&scope=data:read++data:write`, 'invalid_scope'],
    ['a password of 1025 code points (P 2)', `username=alice&password=${'a'.repeat(1025)}`, 'invalid_request'],
  ])('refused: %s', async ([_, form, error], { service }) => {
    const { status, body } = await service.form('/token', form)
    expect({ status, error: body.error }).toEqual({ status: 400, error })
    // T 10: only characters of RFC 6749 §5.2, and nothing that was sent.
    expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/)
    expect(body.detail).toBe(body.error_description)
    expect(JSON.stringify(body)).not.toMatch(/alice|%|authorization_code/)
  })

  test.for<[string, Record<string, string>, Record<string, string>]>([
    ['an unknown client', { client_id: 'nobody' }, {}],
    ['a public client with a secret (C 5)', { client_id: 'default', client_secret: 'x' }, {}],
    ['a secret of no client', { client_secret: 'x' }, {}],
    ['an unknown client by Basic', {}, { authorization: `Basic ${btoa('nobody:')}` }],
    ['another scheme (C 8)', {}, { authorization: 'Digest username="x"' }],
    ['malformed Basic (C 8)', {}, { authorization: 'Basic ???' }],
  ])('401 with a Basic challenge: %s (C 3)', async ([_, extra, headers], { service }) => {
    const form = { grant_type: 'password', username: 'alice', password: PASSWORD, ...extra }
    const answer = await service.form('/token', form, headers)
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/)
  })

  test.for<[string, string]>([
    ['no charset', FORM],
    ['utf-8', `${FORM}; charset=utf-8`],
    ['another case', 'Application/X-WWW-Form-Urlencoded;charset="UTF-8"'],
  ])('the form is accepted: %s (T 1)', async ([_, contentType], { service }) => {
    expect((await service.form('/token', login, { 'content-type': contentType })).status).toBe(200)
  })

  test.for<[string, Record<string, string>]>([
    ['multipart', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['JSON', { 'content-type': 'application/json' }],
    ['text', { 'content-type': 'text/plain' }],
    ['another charset', { 'content-type': `${FORM}; charset=iso-8859-1` }],
    ['another coding', { 'content-type': FORM, 'content-encoding': 'gzip' }],
  ])('another media type is refused as invalid_request: %s (T 1)', async ([_, headers], { service }) => {
    for (const path of ['/token', '/token/refresh']) {
      expect(await service.send('POST', path, { headers, body: login })).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    }
  })

  test('a request without body and Content-Type is refused (T 1)', async ({ service }) => {
    expect(await service.send('POST', '/token')).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  test('a success has all members; no answer is stored (T 2)', async ({ service }) => {
    const { headers, body } = await service.form('/token', login)
    const { exp, iat } = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString())
    expect(body.expires_in).toBe(exp - iat)
    expect(body).toMatchObject({ token_type: 'bearer', scope: 'data:read data:write', refresh_expires_in: 14 * 86_400 })
    expect(headers.get('cache-control')).toBe('no-store')
    expect((await service.form('/token', 'grant_type=nope')).headers.get('cache-control')).toBe('no-store')
  })

  test('raw bytes that are not UTF-8 are refused (T 5)', async ({ service }) => {
    const body = Buffer.concat([Buffer.from('username=alice&password='), Buffer.from([0xff])])
    expect(await service.send('POST', '/token', { headers: { 'content-type': FORM }, body })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    })
  })

  test('unknown and empty parameters are ignored (T 4)', async ({ service }) => {
    expect((await service.form('/token', `${login}&resource_owner=x&scope=&audience=&constructor=1&__proto__=2&a[]=3`)).status).toBe(200)
  })

  test('text outside ASCII arrives unchanged, escaped or raw (T 5)', async ({ service }) => {
    expect((await service.form('/token', { username: '홍길동', password: PASSWORD })).status).toBe(200)
    const body = Buffer.from(`username=홍길동&password=${PASSWORD}`)
    expect((await service.send('POST', '/token', { headers: { 'content-type': FORM }, body })).status).toBe(200)
  })

  test('a requested scope is granted once each, in order, and no more (T 7)', async ({ service }) => {
    expect((await service.form('/token', `${login}&scope=data:write+data:read+data:write`)).body.scope).toBe('data:write data:read')
    expect((await service.form('/token', `${login}&scope=data:read`)).body.scope).toBe('data:read')
  })

  test('error texts use RFC 6749 §5.2’s characters and echo nothing (T 10)', async ({ service }) => {
    const sent = 'canary"\\\u00e9'
    const forms = [
      { grant_type: sent },
      { username: 'alice', password: PASSWORD, scope: sent },
      { username: sent, password: sent },
      { [sent]: sent },
    ]
    for (const form of forms) {
      const { body } = await service.form('/token', { ...form, client_id: 'default' })
      expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/)
      expect(JSON.stringify(body)).not.toContain('canary')
    }
  })

  test('credentials in the URI are never used (T 8)', async ({ service }) => {
    expect((await service.form(`/token?${login}`, 'grant_type=password')).status).toBe(400)
    expect((await service.send('POST', `/token?${login}`)).status).toBe(400)
    const { access_token } = await service.logIn('alice')
    expect((await service.get(`/protected?access_token=${access_token}`)).status).toBe(401)
  })

  test.for<[string, string, string]>([
    ['GET', '/token', 'POST'],
    ['PUT', '/token', 'POST'],
    ['OPTIONS', '/token', 'POST'],
    ['POST', '/protected', 'GET, HEAD'],
    ['GET', '/me/password', 'PUT'],
    ['PATCH', '/me/sessions/abc', 'DELETE'],
  ])('%s %s is answered with 405 and Allow (T 9)', async ([method, path, allow], { service }) => {
    const { status, headers } = await service.send(method, path)
    expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow })
  })

  test('wrong password and unknown, empty, overlong, disabled users are answered alike (T 13)', async ({ service }) => {
    const id = await service.addUser('mallory')
    await service.service.userAdministration.change(id, { disabled: true }, { atMs: service.system.nowMs() })
    const answers = await Promise.all(
      [
        { username: 'alice', password: 'wrong' },
        { username: 'nobody', password: PASSWORD },
        { username: ' ', password: PASSWORD },
        { username: 'a'.repeat(255), password: PASSWORD },
        { username: 'tab\there', password: PASSWORD },
        { username: 'mallory', password: PASSWORD },
      ].map((form) => service.form('/token', form)),
    )
    const shown = answers.map(({ status, headers, body }) => ({
      status,
      body,
      challenge: headers.get('www-authenticate'),
      headers: [...headers.keys()].sort(),
    }))
    expect(shown[0]).toMatchObject({
      status: 401,
      body: { error: 'invalid_grant', detail: 'Invalid username or password' },
      challenge: 'Bearer realm="mintmark", error="invalid_grant"',
    })
    for (const one of shown) expect(one).toEqual(shown[0])
  })

  test('/login answers them alike too (T 13)', async ({ service }) => {
    const wrong = await service.json('POST', '/login', { username: 'alice', password: 'wrong' })
    const unknown = await service.json('POST', '/login', { username: 'nobody', password: 'wrong' })
    expect(unknown.body).toEqual(wrong.body)
    expect([...unknown.headers.keys()].sort()).toEqual([...wrong.headers.keys()].sort())
  })

  test('a refused issuance leaves no session (T 14)', async ({ service }) => {
    const { access_token } = await service.logIn('alice')
    const count = async () => (await service.get('/me/sessions', access_token)).body.sessions.length
    const before = await count()
    expect((await service.form('/token', `${login}&scope=admin`)).status).toBe(400)
    expect((await service.form('/token', 'username=alice&password=wrong')).status).toBe(401)
    expect(await count()).toBe(before)
  })

  test('the default client may be named, by form or Basic (C 5)', async ({ service }) => {
    expect((await service.form('/token', `${login}&client_id=default`)).status).toBe(200)
    expect((await service.form('/token', login, { authorization: `Basic ${btoa('default:')}` })).status).toBe(200)
  })

  test('two clients at once are refused (C 2)', async ({ service }) => {
    const answer = await service.form('/token', `${login}&client_id=other`, { authorization: `Basic ${btoa('default:')}` })
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })
})
