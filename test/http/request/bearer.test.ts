// REQUIREMENTS B: the answer to a request without a token, or with a bad one.
import { request as httpRequest } from 'node:http'
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { basic } from '../../support/service.ts'

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test('without a token: 401 and a challenge without error (B 1)', async ({ service }) => {
    for (const authorization of [undefined, 'Basic YTpi', 'Bearer', 'Bearer ', 'bearerx']) {
      const answer = await service.send('GET', '/protected', { headers: authorization === undefined ? {} : { authorization } })
      expect(answer).toMatchObject({ status: 401, body: { detail: 'Not authenticated' } })
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="mintmark"')
    }
  })

  test('a bad token: 401 invalid_token (B 2)', async ({ service }) => {
    const answer = await service.get('/protected', 'bad')
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="mintmark", error="invalid_token"')
  })

  test('the scheme may have any case (B 3)', async ({ service, alice }) => {
    for (const scheme of ['bearer', 'BEARER', 'bEaReR']) {
      expect((await service.send('GET', '/protected', { headers: { authorization: `${scheme} ${alice.access_token}` } })).status).toBe(200)
    }
  })

  test('two Authorization headers are refused (B 3)', async ({ service, alice }) => {
    const status = await new Promise((resolve, reject) => {
      const headers = ['Host', 'x', 'Authorization', `Bearer ${alice.access_token}`, 'Authorization', `Bearer ${alice.access_token}`]
      httpRequest(`${service.url}/protected`, { headers }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(401)
  })

  test('a token counts only in the header, not in form or query (B 3)', async ({ service, alice }) => {
    expect((await service.get(`/protected?access_token=${alice.access_token}`)).status).toBe(401)
    expect((await service.form('/logout', { access_token: alice.access_token })).status).toBe(401)
  })

  test.for([
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
  ])('no spelling of the path works without a token: %s (B 4)', async (path, { service }) => {
    const status = await new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(service.url)
      httpRequest({ hostname, port, path }, (response) => resolve(response.resume().statusCode ?? 0))
        .on('error', reject)
        .end()
    })
    expect([401, 404]).toContain(status)
  })

  test("a service's token is refused with 403 if a user is needed", async ({ service }) => {
    const client = basic('shop', await service.addClient('shop', { scope: ['data:read'] }))
    const ofService: string = (await service.form('/token', { grant_type: 'client_credentials' }, client)).body.access_token
    expect((await service.get('/protected', ofService)).status).toBe(200)
    expect((await service.get('/secure-data', ofService)).body).toEqual({ data: { sub: 'shop', scope: 'data:read' } })
    for (const path of ['/', '/me', '/me/sessions']) expect((await service.get(path, ofService)).status).toBe(403)
    expect((await service.send('POST', '/logout', { headers: { authorization: `Bearer ${ofService}` } })).status).toBe(403)
    expect((await service.send('DELETE', '/me/sessions/x', { headers: { authorization: `Bearer ${ofService}` } })).status).toBe(403)
    const change = { current_password: 'x', new_password: 'a fine new password' }
    expect((await service.json('PUT', '/me/password', change, ofService)).status).toBe(403)
  })
})
