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

  test.for<[string, string]>([
    ['no charset', FORM],
    ['utf-8', `${FORM}; charset=utf-8`],
    ['any case', 'Application/X-WWW-Form-Urlencoded;charset="UTF-8"'],
  ])('T 1: the form is taken: %s', async ([_, contentType], { service }) => {
    expect((await service.form('/token', login, { 'content-type': contentType })).status).toBe(200)
  })

  test.for<[string, { 'content-type': string } | { 'content-type': string; 'content-encoding': string }]>([
    ['multipart', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['JSON', { 'content-type': 'application/json' }],
    ['text', { 'content-type': 'text/plain' }],
    ['another charset', { 'content-type': `${FORM}; charset=iso-8859-1` }],
    ['another coding', { 'content-type': FORM, 'content-encoding': 'gzip' }],
  ])('T 1: another media type is refused as invalid_request: %s', async ([_, headers], { service }) => {
    for (const path of ['/token', '/token/refresh']) {
      expect(await service.send('POST', path, { headers, body: login })).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    }
  })

  test('T 1: no body and no Content-Type at all is refused', async ({ service }) => {
    expect(await service.send('POST', '/token')).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  test('T 2: a success has token, type, scope and expires_in = exp − iat; success and refusal are not stored', async ({ service }) => {
    const { headers, body } = await service.form('/token', login)
    const { exp, iat } = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString())
    expect(body.expires_in).toBe(exp - iat)
    expect(body).toMatchObject({ token_type: 'bearer', scope: 'data:read data:write', refresh_expires_in: 14 * 86_400 })
    expect(headers.get('cache-control')).toBe('no-store')
    expect((await service.form('/token', 'grant_type=nope')).headers.get('cache-control')).toBe('no-store')
  })

  test.for<[string, string, string]>([
    ['T 3: a repeated parameter', `${login}&username=alice`, 'invalid_request'],
    ['T 3: a repeated parameter without a value', `${login}&scope=&scope=`, 'invalid_request'],
    ['T 3: a repeated unknown parameter', `${login}&x=1&x=2`, 'invalid_request'],
    ['T 3: repeated under two spellings', `${login}&%75sername=bob`, 'invalid_request'],
    ['T 4: a parameter without a value is omitted', 'grant_type=password&username=alice&password=', 'invalid_request'],
    ['T 5: a bad escape', 'username=alice&password=%zz', 'invalid_request'],
    ['T 5: a cut escape', 'username=alice&password=%4', 'invalid_request'],
    ['T 5: invalid UTF-8', 'username=alice&password=%ff', 'invalid_request'],
    ['T 5: overlong UTF-8', 'username=alice&password=%c0%af', 'invalid_request'],
    ['T 5: an encoded surrogate', 'username=alice&password=%ed%a0%80', 'invalid_request'],
    ['T 5: NUL', 'username=alice&password=a%00b', 'invalid_request'],
    ['T 6: no grant_type', 'scope=data:read', 'invalid_request'],
    ['T 6: an empty form', '', 'invalid_request'],
    ['T 6: an unknown grant', `grant_type=authorization_code&${login}`, 'unsupported_grant_type'],
    ['T 6: a grant in another case', `grant_type=Password&${login}`, 'unsupported_grant_type'],
    ['T 6: a grant without its parameters', 'grant_type=refresh_token', 'invalid_request'],
    ['T 6: a password grant without a password', 'grant_type=password&username=alice', 'invalid_request'],
    ['T 7: a scope that the user has not', `${login}&scope=admin`, 'invalid_scope'],
    ['T 7: a scope with a bad character', `${login}&scope=data%22read`, 'invalid_scope'],
    ['T 7: a scope with two spaces', `${login}&scope=data:read++data:write`, 'invalid_scope'],
    ['P 2: a password of 1025 code points', `username=alice&password=${'a'.repeat(1025)}`, 'invalid_request'],
  ])('%s is refused', async ([_, form, error], { service }) => {
    const { status, body } = await service.form('/token', form)
    expect({ status, error: body.error }).toEqual({ status: 400, error })
    // T 10: RFC 6749 §5.2's characters, and nothing of what was sent.
    expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/)
    expect(body.detail).toBe(body.error_description)
    expect(JSON.stringify(body)).not.toMatch(/alice|%|authorization_code/)
  })

  test('T 5: raw bytes that are not UTF-8 are refused', async ({ service }) => {
    const body = Buffer.concat([Buffer.from('username=alice&password='), Buffer.from([0xff])])
    expect(await service.send('POST', '/token', { headers: { 'content-type': FORM }, body })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    })
  })

  test('T 4: unknown parameters are ignored, and so are those without a value', async ({ service }) => {
    expect((await service.form('/token', `${login}&resource_owner=x&scope=&audience=&constructor=1&__proto__=2&a[]=3`)).status).toBe(200)
  })

  test('T 5: text outside ASCII arrives as it was sent, escaped or raw', async ({ service }) => {
    expect((await service.form('/token', { username: '홍길동', password: PASSWORD })).status).toBe(200)
    const body = Buffer.from(`username=홍길동&password=${PASSWORD}`)
    expect((await service.send('POST', '/token', { headers: { 'content-type': FORM }, body })).status).toBe(200)
  })

  test('T 7: what is requested is granted in its order, once each, and no more', async ({ service }) => {
    expect((await service.form('/token', `${login}&scope=data:write+data:read+data:write`)).body.scope).toBe('data:write data:read')
    expect((await service.form('/token', `${login}&scope=data:read`)).body.scope).toBe('data:read')
  })

  test('T 10: error texts keep to RFC 6749 §5.2’s characters, and echo nothing that was sent', async ({ service }) => {
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

  test('T 8: credentials in the URI are never honoured', async ({ service }) => {
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
  ])('T 9: %s %s is answered with 405 and Allow', async ([method, path, allow], { service }) => {
    const { status, headers } = await service.send(method, path)
    expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow })
  })

  test('T 13: wrong password, unknown, empty, overlong and disabled users are answered alike', async ({ service }) => {
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

  test('T 13: at /login too', async ({ service }) => {
    const wrong = await service.json('POST', '/login', { username: 'alice', password: 'wrong' })
    const unknown = await service.json('POST', '/login', { username: 'nobody', password: 'wrong' })
    expect(unknown.body).toEqual(wrong.body)
    expect([...unknown.headers.keys()].sort()).toEqual([...wrong.headers.keys()].sort())
  })

  test('T 14: a refused issuance leaves no session behind', async ({ service }) => {
    const { access_token } = await service.logIn('alice')
    const count = async () => (await service.get('/me/sessions', access_token)).body.sessions.length
    const before = await count()
    expect((await service.form('/token', `${login}&scope=admin`)).status).toBe(400)
    expect((await service.form('/token', 'username=alice&password=wrong')).status).toBe(401)
    expect(await count()).toBe(before)
  })

  test.for<[string, Record<string, string>, Record<string, string>]>([
    ['an unknown client', { client_id: 'nobody' }, {}],
    ['C 5: a public client with a secret', { client_id: 'default', client_secret: 'x' }, {}],
    ['a secret of no client', { client_secret: 'x' }, {}],
    ['an unknown client by Basic', {}, { authorization: `Basic ${btoa('nobody:')}` }],
    ['C 8: another scheme', {}, { authorization: 'Digest username="x"' }],
    ['C 8: malformed Basic', {}, { authorization: 'Basic ???' }],
  ])('C 3: %s is refused with 401 invalid_client and a Basic challenge', async ([_, extra, headers], { service }) => {
    const form = { grant_type: 'password', username: 'alice', password: PASSWORD, ...extra }
    const answer = await service.form('/token', form, headers)
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/)
  })

  test('C 5: the client default may be named, by the form or by Basic without a secret', async ({ service }) => {
    expect((await service.form('/token', `${login}&client_id=default`)).status).toBe(200)
    expect((await service.form('/token', login, { authorization: `Basic ${btoa('default:')}` })).status).toBe(200)
  })

  test('C 2: two clients at once are refused', async ({ service }) => {
    const answer = await service.form('/token', `${login}&client_id=other`, { authorization: `Basic ${btoa('default:')}` })
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })
})
