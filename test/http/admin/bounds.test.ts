// The bounds of requests of the administration: what is at a bound is taken, what is beyond it is refused.
import { describe, expect } from 'vitest'
import { sqlite } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'

const test = onDatabase(sqlite)
test.beforeAll(({ service }) => service.addClient('orders'))

const LISTS = ['/admin/users', '/admin/clients', '/admin/sessions', '/admin/throttle', '/admin/events']

test.for(LISTS)('%s refuses a cursor of more than 2000 characters', async (path, { admin }) => {
  const { status, body } = await admin.get(`${path}?after=${'a'.repeat(2001)}`)
  expect([status, body.errors]).toEqual([422, [{ pointer: '/after', detail: 'must be at most 2000 characters long' }]])
})

// Of events a cursor has at most 31 characters.
test.for(LISTS.slice(0, 4))('%s takes a cursor of 2000 characters', async (path, { admin }) => {
  const after = Buffer.from('~'.repeat(1500)).toString('base64url')
  const { status, body } = await admin.get(`${path}?after=${after}`)
  expect([status, after.length, body.next]).toEqual([200, 2000, undefined])
})

test('a name to look for has at most 1000 characters', async ({ admin }) => {
  expect(await admin.get(`/admin/users?username=${'a'.repeat(1000)}`)).toMatchObject({ status: 200, body: { users: [] } })
  expect((await admin.get(`/admin/users?username=${'a'.repeat(1001)}`)).status).toBe(422)
})

describe('the body of a request', () => {
  const SECRET = '/admin/clients/orders/secret'
  test.for<[string, object, string, string]>([
    ['/admin/clients', { id: 'x', assertion_audience: 'audience' }, '/assertion_audience', 'must be one of issuer, token_endpoint'],
    ['/admin/clients', { id: 'x', assertion_max_seconds: 59 }, '/assertion_max_seconds', 'must be at least 60'],
    ['/admin/clients', { id: 'x', assertion_max_seconds: 3601 }, '/assertion_max_seconds', 'must be at most 3600'],
    [SECRET, { expire_previous_seconds: 2_592_001 }, '/expire_previous_seconds', 'must be at most 2592000'],
    [SECRET, { expire_previous_seconds: -1 }, '/expire_previous_seconds', 'must be at least 0'],
  ])('%s refuses %j', async ([path, sent, pointer, detail], { admin }) => {
    const { status, body } = await admin.send('POST', path, sent)
    expect([status, body.errors]).toEqual([422, [{ pointer, detail }]])
  })

  test('the longest time of a previous secret is taken', async ({ service, admin }) => {
    const { status, body } = await admin.send('POST', SECRET, { expire_previous_seconds: 2_592_000 })
    expect([status, Date.parse(body.previous_expires_at)]).toEqual([201, service.system.nowMs() + 2_592_000_000])
  })

  test.for<[string, object, object]>([
    ['service', { confidential: true, grants: ['client_credentials'], identifiers: ['https://a.example.com', 'a'] }, {}],
    ['page', { confidential: false, auth_methods: ['none'], grants: ['password'] }, {}],
    ['robot', { assertion_audience: 'issuer', assertion_max_seconds: 60 }, { assertion_audience: undefined }],
    ['stock', { assertion_audience: 'token_endpoint', assertion_max_seconds: 3600 }, {}],
  ])('a client is registered as it was asked for: %s', async ([id, members, shown], { admin }) => {
    const expected = { id, ...members, ...shown }
    const { status, body } = await admin.send('POST', '/admin/clients', { id, ...members })
    expect(status).toBe(201)
    for (const client of [body.client, (await admin.get(`/admin/clients/${id}`)).body]) {
      expect(Object.fromEntries(Object.keys(expected).map((name) => [name, client[name]]))).toEqual(expected)
    }
  })

  test('a one-time secret is refused to a body of another media type', async ({ service, admin }) => {
    const path = `/admin/users/${await service.addUser('bob')}/one-time-secret`
    const headers = { authorization: `Bearer ${admin.token}`, 'content-type': 'text/plain' }
    expect((await service.send('POST', path, { headers, body: '{}' })).status).toBe(415)
  })
})
