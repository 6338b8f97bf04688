// DESIGN §1: /admin/clients: registered, read, changed, given new secrets, deleted, each with its event.
import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect } from 'vitest'
import type { Administrator } from '../../../support/admin.ts'
import { onEachDatabase } from '../../../support/fixtures.ts'
import { basic, ISSUER, PASSWORD, type RunningService } from '../../../support/service.ts'

const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
const [publicJwk, privateJwk] = await Promise.all([exportJWK(publicKey), exportJWK(privateKey)])
const jwks = { keys: [{ ...publicJwk, kid: 'a', use: 'sig' }] }

describe.each(onEachDatabase())('on $name', ({ test }) => {
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

  test('C 6: a service for itself: its secret is shown this once, and gets tokens; nothing that is shown later holds it', async ({
    service,
    admin,
  }) => {
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

  test('C 5, C 7: a public client and one with keys have no secret', async ({ service, admin }) => {
    const web = (await create(admin, { id: 'web', confidential: false })).body
    expect(web).toEqual({ client: expect.objectContaining({ confidential: false, auth_methods: ['none'], secrets: [] }) })
    // Whatever the user has.
    expect(web.client).not.toHaveProperty('scope')
    await service.addUser('alice')
    const login = { grant_type: 'password', client_id: 'web', username: 'alice', password: PASSWORD }
    expect((await service.form('/token', login)).body.scope).toBe('data:read')
    const reports = (await create(admin, { id: 'reports', jwks })).body
    expect(reports).toEqual({ client: expect.objectContaining({ auth_methods: ['private_key_jwt'], jwks, secrets: [] }) })
    for (const id of ['web', 'reports']) expect((await admin.send('POST', `/admin/clients/${id}/secret`, {})).status).toBe(409)
  })

  test('G 4: a secret that is brought along is good, and is not shown', async ({ service, admin }) => {
    const secret = 'a secret of forty characters from a vault'
    const { status, body } = await create(admin, { id: 'vault', secret })
    expect([status, JSON.stringify(body).includes(secret)]).toEqual([201, false])
    expect((await ask(service, 'vault', secret)).status).toBe(200)
  })

  test.for<[string, object, number, string[]]>([
    ['an id that is taken', { id: 'orders' }, 409, ['/id']],
    ['the built-in client', { id: 'default' }, 422, ['/id']],
    ['T 11: client_credentials of a public client', { id: 'x', confidential: false, grants: ['client_credentials'] }, 422, ['/grants']],
    ['a grant that there is not', { id: 'x', grants: ['implicit'] }, 422, ['/grants/0']],
    ['T 7: a scope with two spaces', { id: 'x', scope: 'a  b' }, 422, ['/scope']],
    ['X 1: the issuer as an audience', { id: 'x', audiences: [ISSUER] }, 422, ['/audiences']],
    ['X 1: an identifier with a fragment', { id: 'x', identifiers: ['https://a.example#b'] }, 422, ['/identifiers']],
    ['C 5: none, and confidential', { id: 'x', auth_methods: ['none'] }, 422, ['/auth_methods']],
    ['C 7: private keys', { id: 'x', jwks: { keys: [privateJwk] } }, 422, ['/jwks']],
    ['C 7: what is no JWK Set', { id: 'x', jwks: { keys: 'all' } }, 422, ['/jwks']],
    ['C 7: null for keys', { id: 'x', jwks: null }, 422, ['/jwks']],
    ['C 6: a secret that is too short', { id: 'x', secret: 'short' }, 422, ['/secret']],
    ['a member that is not known', { id: 'x', scopes: 'a' }, 422, ['']],
    ['a member that is not for others to set', { id: 'x', created_at: '2020-01-01T00:00:00.000Z' }, 422, ['']],
  ])('refused: %s', async ([_, body, status, pointers], { admin }) => {
    const answer = await create(admin, body)
    expect(answer.status).toBe(status)
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers)
    expect((await admin.get('/admin/clients/x')).status).toBe(404)
  })

  test('what a member must be is told', async ({ admin }) => {
    const { body } = await create(admin, { id: 'x', grants: ['implicit'] })
    expect(body.errors).toEqual([{ pointer: '/grants/0', detail: 'must be one of password, refresh_token, client_credentials' }])
    const { body: query } = await admin.get('/admin/sessions?user_id=alice')
    expect(query.errors).toEqual([{ pointer: '/user_id', detail: 'must be of the form /^usr_[A-Za-z0-9_-]{22}$/' }])
  })

  test('B 4: whatever id may be given is found by its path again; no client is made that none can name', async ({ admin }) => {
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
    ['an EC point of numbers', { kty: 'EC', crv: 'P-256', x: 5, y: 6 }],
    ['a kid that is no text', { ...publicJwk, kid: [] }],
    ['a kind by the name of a prototype', { kty: 'constructor' }],
    ['null', null],
    ['a list', []],
  ])(
    'C 7: a key that is malformed is refused with a sentence when a client is made, and when it is changed: %s',
    async ([_, key], { admin }) => {
      const keys = { jwks: { keys: [key] }, auth_methods: ['private_key_jwt'] }
      await create(admin, { id: 'to-be-keyed' })
      for (const answer of [await create(admin, { id: 'x', ...keys }), await change(admin, 'to-be-keyed', keys)])
        expect(answer).toMatchObject({
          status: 422,
          body: { errors: [{ pointer: '/jwks', detail: expect.stringMatching(/^(must|holds) /) }] },
        })
    },
  )

  test('a change merges: what is absent stays, null takes away; what comes out must be a client that may be', async ({ admin }) => {
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

  test('G 3: what is so already is not written, nor told of: keys whose members come in another order are the same', async ({ admin }) => {
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

  test('R 10, J 8, G 3: disabled, its tokens are dead and it gets none; enabled, it gets new ones, and those before stay dead; deleted, all are dead', async ({
    service,
    admin,
  }) => {
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

  test('C 6: a new secret beside the one before, which lives a day, or as long as is said; never three', async ({ service, admin }) => {
    const { secret: first } = (await create(admin, { id: 'rotated' })).body
    const rotate = async (body: object) => (await admin.send('POST', '/admin/clients/rotated/secret', body)).body
    const inSeconds = (seconds: number) => new Date(service.system.nowMs() + seconds * 1000).toISOString()
    const { secret: second, ...told } = await rotate({})
    expect(told).toEqual({ previous_expires_at: inSeconds(86_400) })
    const live = async () => Promise.all([first, second, third].map(async (secret) => (await ask(service, 'rotated', secret)).status))
    let third = 'none yet'
    expect(await live()).toEqual([200, 200, 401])
    const { secret, ...toldOfFirst } = await rotate({ expire_previous_seconds: 60 })
    // It is the one that was in use before both, and had the rest of its day.
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
    // Of one whose time was over nothing is told.
    expect(await rotate({ expire_previous_seconds: 0 })).toEqual({ secret: expect.any(String), previous_expires_at: inSeconds(0) })
    expect(await live()).toEqual([401, 401, 401])
    expect((await typesOf(admin, 'rotated')).slice(1)).toEqual(Array(3).fill('client_secret_rotated from 127.0.0.1'))
  })
})
