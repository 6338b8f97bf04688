// REQUIREMENTS B: what is answered to a request with a bad token, or none.
import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { basic, type RunningService, startService } from '../support/service.ts'

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let token: string
  beforeAll(async () => {
    s = await startService((await database.fresh()).config)
    await s.addUser('alice')
    token = (await s.logIn('alice')).access_token
  })
  afterAll(() => s.stop())

  test('B 1: no token, another scheme, an empty one: 401, a challenge without error', async () => {
    for (const authorization of [undefined, 'Basic YTpi', 'Bearer', 'Bearer ', 'bearerx']) {
      const answer = await s.send('GET', '/protected', { headers: authorization === undefined ? {} : { authorization } })
      expect(answer).toMatchObject({ status: 401, body: { detail: 'Not authenticated' } })
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="mintmark"')
    }
  })

  test('B 2: a bad token: 401 invalid_token', async () => {
    const answer = await s.get('/protected', 'bad')
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="mintmark", error="invalid_token"')
  })

  test('B 3: the scheme in any case', async () => {
    for (const scheme of ['bearer', 'BEARER', 'bEaReR']) {
      expect((await s.send('GET', '/protected', { headers: { authorization: `${scheme} ${token}` } })).status).toBe(200)
    }
  })

  test('B 3: two Authorization headers are refused', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = ['Host', 'x', 'Authorization', `Bearer ${token}`, 'Authorization', `Bearer ${token}`]
      httpRequest(`${s.url}/protected`, { headers }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(401)
  })

  test('B 3: the header only: not a form, not the query', async () => {
    expect((await s.get(`/protected?access_token=${token}`)).status).toBe(401)
    expect((await s.form('/logout', { access_token: token })).status).toBe(401)
  })

  test.each([
    '/protected/',
    '//protected',
    '/Protected',
    '/protected.',
    '/./protected',
    '/x/../protected',
    '/%70rotected',
    '/protected%2F',
    '/protected;x',
    '/protected%00',
  ])('B 4: no spelling gets past without a token: %s', async (path) => {
    const status = await new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(s.url)
      httpRequest({ hostname, port, path }, (response) => resolve(response.resume().statusCode ?? 0))
        .on('error', reject)
        .end()
    })
    expect([401, 404]).toContain(status)
  })

  test('a token of a service opens what needs no person, and is refused with 403 where one is needed', async () => {
    const client = basic('shop', await s.addClient('shop', { scope: ['data:read'] }))
    const ofService: string = (await s.form('/token', { grant_type: 'client_credentials' }, client)).body.access_token
    expect((await s.get('/protected', ofService)).status).toBe(200)
    expect((await s.get('/secure-data', ofService)).body).toEqual({ data: { sub: 'shop', scope: 'data:read' } })
    for (const path of ['/', '/me', '/me/sessions']) expect((await s.get(path, ofService)).status).toBe(403)
    expect((await s.send('POST', '/logout', { headers: { authorization: `Bearer ${ofService}` } })).status).toBe(403)
    expect((await s.send('DELETE', '/me/sessions/x', { headers: { authorization: `Bearer ${ofService}` } })).status).toBe(403)
    const change = { current_password: 'x', new_password: 'a fine new password' }
    expect((await s.json('PUT', '/me/password', change, ofService)).status).toBe(403)
  })
})
