// What the five tutorials check, over HTTP: their calls keep their shapes, but not their security holes.
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../support/fixtures.ts'
import { PASSWORD } from '../support/service.ts'

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let userId: string
  test.beforeAll(async ({ service }) => {
    userId = await service.addUser('admin')
    await service.addUser('scopeless', { scope: 'other' })
  })

  test('an invalid token: 401 and exactly the detail', async ({ service }) => {
    const { status, body } = await service.get('/protected', 'invalid_token')
    expect(status).toBe(401)
    expect(body).toEqual({ detail: 'Invalid or expired token' })
  })

  test('a valid token: 200 and exactly the message', async ({ service }) => {
    const { access_token } = await service.logIn('admin')
    const { status, body } = await service.get('/protected', access_token)
    expect(status).toBe(200)
    expect(body).toEqual({ message: 'Protected route' })
  })

  test('POST /token with only username and password: 200, token_type bearer', async ({ service }) => {
    const { status, body } = await service.form('/token', { username: 'admin', password: PASSWORD })
    expect(status).toBe(200)
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 900, scope: 'data:read' })
    expect((await service.get('/protected', body.access_token)).status).toBe(200)
  })

  test('the full OAuth2PasswordRequestForm with empty fields and Basic is accepted', async ({ service }) => {
    const form = { grant_type: 'password', username: 'admin', password: PASSWORD, scope: '', client_id: '', client_secret: '' }
    expect((await service.form('/token', form)).status).toBe(200)
    expect((await service.form('/token', form, { authorization: `Basic ${btoa(':')}` })).status).toBe(200)
  })

  test('a wrong password: 401', async ({ service }) => {
    expect((await service.form('/token', { username: 'admin', password: 'wrong' })).status).toBe(401)
  })

  test('/token/refresh by access token: a new one, without refresh token', async ({ service }) => {
    const { access_token } = await service.logIn('admin')
    const { status, body } = await service.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${access_token}` } })
    expect(status).toBe(200)
    expect(body.token_type).toBe('bearer')
    expect(body.access_token).not.toBe(access_token)
    expect(body).not.toHaveProperty('refresh_token')
    expect((await service.get('/protected', body.access_token)).status).toBe(200)
  })

  test('GET /: exactly the User with username and id', async ({ service }) => {
    const { access_token } = await service.logIn('admin')
    expect((await service.get('/', access_token)).body).toEqual({ User: { username: 'admin', id: userId } })
  })

  test('POST /login: 200, and 401 for a wrong or short password', async ({ service }) => {
    const { status, body } = await service.json('POST', '/login', { username: 'admin', password: PASSWORD })
    expect(status).toBe(200)
    expect((await service.get('/protected', body.access_token)).status).toBe(200)
    const refused = await service.json('POST', '/login', { username: 'admin', password: 'x' })
    expect(refused.status).toBe(401)
    expect(refused.body).toEqual({ detail: 'Invalid username or password' })
  })

  test('/secure-data: 200 with the scope, 403 without, 401 without token', async ({ service }) => {
    const { access_token } = await service.logIn('admin')
    expect((await service.get('/secure-data', access_token)).body).toEqual({ data: { sub: userId, username: 'admin', scope: 'data:read' } })
    const { access_token: scopeless } = await service.logIn('scopeless')
    const refused = await service.get('/secure-data', scopeless)
    expect(refused.status).toBe(403)
    expect(refused.body).toEqual({ detail: 'Not enough permissions' })
    expect(refused.headers.get('www-authenticate')).toContain('error="insufficient_scope", scope="data:read"')
    expect((await service.get('/secure-data')).status).toBe(401)
  })

  test('/token/refresh has a sentence each for expired, junk and absent tokens', async ({ service }) => {
    const at = (token: string) => service.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${token}` } })
    const { access_token } = await service.logIn('admin')
    service.system.advanceSeconds(3600)
    expect(await at(access_token)).toMatchObject({ status: 401, body: { detail: 'Token has expired' } })
    expect(await at('junk')).toMatchObject({ status: 401, body: { detail: 'Invalid token' } })
    expect(await service.send('POST', '/token/refresh')).toMatchObject({ status: 401, body: { detail: 'Not authenticated' } })
  })
})
