// /admin/clients: create, read, change, new secret, delete, each with its event
// (docs/design/architecture.md#the-admin-api).
import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect } from 'vitest'
import type { Administrator } from '../../../support/admin.ts'
import { onEachDatabase } from '../../../support/fixtures.ts'
import { basic, ISSUER, PASSWORD, type RunningService } from '../../../support/service.ts'

const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
const [publicJwk, privateJwk] = await Promise.all([exportJWK(publicKey), exportJWK(privateKey)])
const jwks = { keys: [{ ...publicJwk, kid: 'a', use: 'sig' }] }

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test.beforeAll(({ service }) => service.addClient('taken'))

  const create = (admin: Administrator, body: object) => admin.send('POST', '/admin/clients', body)
  const change = (admin: Administrator, id: string, body: object) => admin.send('PATCH', `/admin/clients/${encodeURIComponent(id)}`, body)
  const ask = (service: RunningService, id: string, secret: string, form = {}) =>
    service.form('/token', { grant_type: 'client_credentials', ...form }, basic(id, secret))
  const statusOf = async (service: RunningService, token: string) => (await service.get('/protected', token)).status
  const typesOf = async (admin: Administrator, id: string) => {
    const { events } = (await admin.get('/admin/events?limit=100')).body
    const told = events.filter((event: { client_id?: string; actor?: string }) => event.client_id === id && event.actor === admin.id)
    return told.map(({ type, address }: { type: string; address: string }) => `${type} from ${address}`).reverse()
  }

  test.for<[string, object, number, string[]]>([
    ['an id that exists', { id: 'taken' }, 409, ['/id']],
    ['the built-in client', { id: 'default' }, 422, ['/id']],
    ['client_credentials of a public client (T 11)', { id: 'x', confidential: false, grants: ['client_credentials'] }, 422, ['/grants']],
    ['an unknown grant', { id: 'x', grants: ['implicit'] }, 422, ['/grants/0']],
    ['a scope with two spaces (T 7)', { id: 'x', scope: 'a  b' }, 422, ['/scope']],
    ['the issuer as an audience (X 1)', { id: 'x', audiences: [ISSUER] }, 422, ['/audiences']],
    ['an identifier with a fragment (X 1)', { id: 'x', identifiers: ['https://a.example#b'] }, 422, ['/identifiers']],
    ['a confidential client with none (C 5)', { id: 'x', auth_methods: ['none'] }, 422, ['/auth_methods']],
    ['private keys (C 7)', { id: 'x', jwks: { keys: [privateJwk] } }, 422, ['/jwks']],
    ['text in place of the keys (C 7)', { id: 'x', jwks: { keys: 'all' } }, 422, ['/jwks']],
    ['null for keys (C 7)', { id: 'x', jwks: null }, 422, ['/jwks']],
    ['a secret that is too short (C 6)', { id: 'x', secret: 'short' }, 422, ['/secret']],
    ['an unknown member', { id: 'x', scopes: 'a' }, 422, ['']],
    ['a member that only the service sets', { id: 'x', created_at: '2020-01-01T00:00:00.000Z' }, 422, ['']],
  ])('a client is refused: %s', async ([_, body, status, pointers], { admin }) => {
    const answer = await create(admin, body)
    expect(answer.status).toBe(status)
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers)
    expect((await admin.get('/admin/clients/x')).status).toBe(404)
  })

  test('a refusal says what the member must be', async ({ admin }) => {
    const { body } = await create(admin, { id: 'x', grants: ['implicit'] })
    expect(body.errors).toEqual([{ pointer: '/grants/0', detail: 'must be one of password, refresh_token, client_credentials' }])
    const { body: query } = await admin.get('/admin/sessions?user_id=alice')
    expect(query.errors).toEqual([{ pointer: '/user_id', detail: 'must be of the form /^usr_[A-Za-z0-9_-]{22}$/' }])
  })

  test('a service client gets its secret once, and tokens with it (C 6)', async ({ service, admin }) => {
    const { status, body } = await create(admin, { id: 'orders', scope: 'read write', audiences: ['https://stock.example.com'] })
    expect(status).toBe(201)
    expect(body.client).toEqual({
      id: 'orders',
      confidential: true,
      grants: ['client_credentials'],
      scope: 'read write',
      audiences: ['https://stock.example.com'],
      identifiers: [],
      auth_methods: ['client_secret_basic', 'client_secret_post'],
      disabled: false,
      created_at: '2026-01-01T00:00:00.000Z',
      secrets: [{ created_at: '2026-01-01T00:00:00.000Z' }],
    })
    expect((await ask(service, 'orders', body.secret, { scope: 'read' })).body).toMatchObject({ scope: 'read' })
    const shown = [await admin.get('/admin/clients/orders'), await admin.get('/admin/clients?limit=100')]
    expect(shown[0]!.body).toEqual(body.client)
    expect(JSON.stringify(shown.map((answer) => answer.body))).not.toMatch(/mcs_|hmac/)
    expect(service.logged.join()).not.toContain(body.secret)
  })

  test('public clients and clients with keys have no secret (C 5, C 7)', async ({ service, admin }) => {
    const web = (await create(admin, { id: 'web', confidential: false })).body
    expect(web).toEqual({ client: expect.objectContaining({ confidential: false, auth_methods: ['none'], secrets: [] }) })
    // Without a scope of its own the client may have what the user may have.
    expect(web.client).not.toHaveProperty('scope')
    await service.addUser('alice')
    const login = { grant_type: 'password', client_id: 'web', username: 'alice', password: PASSWORD }
    expect((await service.form('/token', login)).body.scope).toBe('data:read')
    const reports = (await create(admin, { id: 'reports', jwks })).body
    expect(reports).toEqual({ client: expect.objectContaining({ auth_methods: ['private_key_jwt'], jwks, secrets: [] }) })
    for (const id of ['web', 'reports']) expect((await admin.send('POST', `/admin/clients/${id}/secret`, {})).status).toBe(409)
  })

  test('a secret that the administrator chose works, and is not shown (G 4)', async ({ service, admin }) => {
    const secret = 'a secret of forty characters from a vault'
    const { status, body } = await create(admin, { id: 'vault', secret })
    expect([status, JSON.stringify(body).includes(secret)]).toEqual([201, false])
    expect((await ask(service, 'vault', secret)).status).toBe(200)
  })

  test('a client has a path for its id, or is refused (B 4)', async ({ admin }) => {
    for (const id of ['.', '..']) {
      expect(await create(admin, { id })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/id' }] } })
    }
    for (const id of ['...', '.a', '%2e', '%2e%2e', 'a/../b', '/', '?', '#', '%', 'secret', 'a%2Fb', 'https://a.example/b?c=d&e%20f#g']) {
      expect((await create(admin, { id })).status).toBe(201)
      expect((await admin.get(`/admin/clients/${encodeURIComponent(id)}`)).body).toMatchObject({ id })
      expect((await admin.send('DELETE', `/admin/clients/${encodeURIComponent(id)}`)).status).toBe(204)
    }
  })

  test.for<[string, unknown]>([
    ['RSA whose n is a number', { kty: 'RSA', n: 5, e: 'AQAB' }],
    ['RSA whose n is null', { kty: 'RSA', n: null, e: 'AQAB' }],
    ['an EC point made of numbers', { kty: 'EC', crv: 'P-256', x: 5, y: 6 }],
    ['a kid that is not text', { ...publicJwk, kid: [] }],
    ['a type named like a prototype', { kty: 'constructor' }],
    ['null', null],
    ['a list', []],
  ])('a malformed key is always refused: %s (C 7)', async ([_, key], { admin }) => {
    const keys = { jwks: { keys: [key] }, auth_methods: ['private_key_jwt'] }
    await create(admin, { id: 'to-be-keyed' })
    for (const answer of [await create(admin, { id: 'x', ...keys }), await change(admin, 'to-be-keyed', keys)])
      expect(answer).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/jwks', detail: expect.stringMatching(/^(must|holds) /) }] },
      })
  })

  test('a change merges, null removes, and the result must be valid', async ({ admin }) => {
    await create(admin, { id: 'merged', scope: 'read', audiences: ['a', 'b'] })
    expect((await change(admin, 'merged', { audiences: ['c'], identifiers: ['https://merged.example'] })).body).toMatchObject({
      scope: 'read',
      audiences: ['c'],
      identifiers: ['https://merged.example'],
    })
    const keyed = (await change(admin, 'merged', { jwks, auth_methods: ['private_key_jwt'] })).body
    expect(keyed).toMatchObject({ jwks, auth_methods: ['private_key_jwt'], scope: 'read' })
    const refused = await change(admin, 'merged', { jwks: null })
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '/auth_methods'])
    const back = (await change(admin, 'merged', { jwks: null, auth_methods: ['client_secret_post'], scope: null })).body
    expect(back).not.toHaveProperty('jwks')
    expect(back).not.toHaveProperty('scope')
    expect((await admin.get('/admin/clients/merged')).body).toEqual(back)
    for (const body of [{ id: 'another' }, { confidential: false }, { audiences: null }])
      expect((await change(admin, 'merged', body)).status).toBe(422)
  })

  test('a change to equal values writes nothing and no event (G 3)', async ({ admin }) => {
    const others = { grants: [], audiences: ['a', 'b'], scope: 'read' }
    await create(admin, { id: 'as-it-was', jwks, ...others })
    const turned = { keys: jwks.keys.map((key) => Object.fromEntries(Object.entries(key).reverse())) }
    expect((await change(admin, 'as-it-was', { jwks: turned, ...others })).body.jwks).toEqual(jwks)
    expect(await typesOf(admin, 'as-it-was')).toEqual(['client_created from 127.0.0.1'])
    expect((await change(admin, 'as-it-was', { jwks: { keys: [...jwks.keys, { ...publicJwk, kid: 'b' }] } })).body.jwks.keys).toHaveLength(
      2,
    )
    expect(await typesOf(admin, 'as-it-was')).toHaveLength(2)
  })

  test('disabling or deleting a client kills its tokens for good (R 10, J 8, G 3)', async ({ service, admin }) => {
    const { secret } = (await create(admin, { id: 'standing' })).body
    let { access_token } = (await ask(service, 'standing', secret)).body
    const standing = async () => [await statusOf(service, access_token), (await ask(service, 'standing', secret)).status]
    expect(await standing()).toEqual([200, 200])
    expect((await change(admin, 'standing', { disabled: true })).body.disabled).toBe(true)
    expect(await standing()).toEqual([401, 401])
    expect((await change(admin, 'standing', { disabled: true })).status).toBe(200)
    expect((await change(admin, 'standing', { disabled: false, scope: 'read' })).body).toMatchObject({ disabled: false, scope: 'read' })
    expect(await standing()).toEqual([401, 200])
    access_token = (await ask(service, 'standing', secret)).body.access_token
    expect(await standing()).toEqual([200, 200])
    expect((await admin.send('DELETE', '/admin/clients/standing')).status).toBe(204)
    expect(await standing()).toEqual([401, 401])
    expect((await admin.send('DELETE', '/admin/clients/standing')).status).toBe(404)
    expect(await typesOf(admin, 'standing')).toEqual(
      ['client_created', 'client_disabled', 'client_changed', 'client_enabled', 'client_deleted'].map((type) => `${type} from 127.0.0.1`),
    )
  })

  test('the old secret lives a day or as asked; never three secrets (C 6)', async ({ service, admin }) => {
    const { secret: first } = (await create(admin, { id: 'rotated' })).body
    const rotate = async (body: object) => (await admin.send('POST', '/admin/clients/rotated/secret', body)).body
    const inSeconds = (seconds: number) => new Date(service.system.nowMs() + seconds * 1000).toISOString()
    const { secret: second, ...told } = await rotate({})
    expect(told).toEqual({ previous_expires_at: inSeconds(86_400) })
    const live = async () => Promise.all([first, second, third].map(async (secret) => (await ask(service, 'rotated', secret)).status))
    let third = 'none yet'
    expect(await live()).toEqual([200, 200, 401])
    const { secret, ...toldOfFirst } = await rotate({ expire_previous_seconds: 60 })
    // This secret was in use before both new ones, and kept the rest of its day.
    expect(toldOfFirst).toEqual({ previous_expires_at: inSeconds(60), displaced_expires_at: told.previous_expires_at })
    third = secret
    expect(await live()).toEqual([401, 200, 200])
    const times = (await admin.get('/admin/clients/rotated')).body.secrets
    expect(times.map((one: object) => Object.keys(one))).toEqual(expect.arrayContaining([['created_at'], ['created_at', 'expires_at']]))
    service.system.advanceSeconds(60)
    expect(await live()).toEqual([401, 401, 200])
    expect((await admin.send('POST', '/admin/clients/rotated/secret', { expire_previous_seconds: -1 })).body.errors).toEqual([
      { pointer: '/expire_previous_seconds', detail: 'must be at least 0' },
    ])
    // A secret that has expired is not reported as removed.
    expect(await rotate({ expire_previous_seconds: 0 })).toEqual({ secret: expect.any(String), previous_expires_at: inSeconds(0) })
    expect(await live()).toEqual([401, 401, 401])
    expect((await typesOf(admin, 'rotated')).slice(1)).toEqual(Array(3).fill('client_secret_rotated from 127.0.0.1'))
  })
})
