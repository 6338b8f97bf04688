import { StorageError } from '../../../src/data/storage-error.ts'
import { errorAnswer } from '../../../src/http/error-response.ts'
import { openConnection, type RawConnection } from '../../support/raw-connection.ts'
import { basic, PASSWORD } from '../../support/service.ts'
import { NOBODY, type Scene } from './scene.ts'

type Answered = { status: number; body: unknown }
type Ask = (scene: Scene) => Promise<Answered>

const expired: (form: boolean) => Ask =
  (form) =>
  async ({ service, user, logIn, bearer, days }) => {
    await user('demo')
    const { refresh_token } = await logIn('demo')
    days(14)
    return form ? service.refresh(refresh_token) : bearer('POST', '/token/refresh', refresh_token)
  }

/** Changes the password of `demo`. */
const changed =
  (current_password: string, new_password: string): Ask =>
  async ({ service, user, logIn }) => {
    await user('demo')
    return service.json('PUT', '/me/password', { current_password, new_password }, (await logIn('demo')).access_token)
  }

const administered =
  (method: string, path: string, body?: object): Ask =>
  async ({ admin }) =>
    (await admin()).send(method, path, body)

/** Writes to a connection of its own what may be no request at all. */
const raw =
  (write: (connection: RawConnection) => void): Ask =>
  async ({ service }) => {
    const connection = await openConnection(service.url)
    write(connection)
    const { status, text } = await connection.refusal()
    connection.destroy()
    return { status, body: JSON.parse(text) }
  }

export const REFUSALS: Record<string, Ask> = {
  'MalformedHeader malformed': async ({ service, admin }) =>
    service.send('GET', '/admin/events', { headers: { authorization: `Bearer ${(await admin()).token}`, 'last-event-id': 'a b' } }),
  async 'refreshToken 400 reused'({ service, user, logIn, days }) {
    await user('demo')
    const { refresh_token } = await logIn('demo')
    await service.refresh(refresh_token)
    days(1)
    return service.form('/token/refresh', { refresh_token })
  },
  'refreshToken 400 malformed': ({ service }) =>
    service.send('POST', '/token/refresh', { headers: { authorization: 'Bearer x', 'idempotency-key': 'short' } }),
  'refreshToken 401 invalid_client': ({ service }) => service.form('/token/refresh', { refresh_token: 'x' }, NOBODY),
  'refreshToken 401 expired': expired(false),
  'refreshToken 401 invalid': ({ bearer }) => bearer('POST', '/token/refresh', 'x'),
  'refreshToken 401 absent': ({ service }) => service.send('POST', '/token/refresh'),
  'logIn 401 refused': ({ service }) => service.json('POST', '/login', { username: 'demo', password: 'wrong' }),
  'registerUser 409 taken': async ({ service, user }) => {
    await user('alice')
    return service.json('POST', '/users', { username: 'alice', password: PASSWORD })
  },
  'resetPassword 403 refused': ({ service }) =>
    service.json('POST', '/users/password', { username: 'alice', one_time_secret: 'mot_x', new_password: PASSWORD }),
  'changeUser 422 scope': async ({ user, admin }) =>
    (await admin()).send('PATCH', `/admin/users/${await user('alice')}`, { scope: 'a  b' }),
  async 'rotateClientSecret 409 none'({ service, admin }) {
    await service.addClient('spa', { confidential: false, authMethods: ['none'], grants: ['password'] })
    return (await admin()).send('POST', '/admin/clients/spa/secret', {})
  },
  'rotateClientSecret 422 seconds': administered('POST', '/admin/clients/x/secret', { expire_previous_seconds: -1 }),
  'GrantRefused expired': expired(true),
  'CredentialsRefused invalid_grant': ({ service }) => service.form('/token', { username: 'demo', password: 'wrong' }),
  'RequestRefused missing': async ({ service }) => service.form('/token/introspect', {}, basic('shop', await service.addClient('shop'))),
  'ClientRefused invalid_client': ({ service }) => service.form('/token/introspect', { token: 'x' }, NOBODY),
  'ClientRefused no_client': ({ service }) => service.form('/token/introspect', { token: 'x' }),
  'MalformedJson malformed': ({ service }) =>
    service.send('POST', '/login', { headers: { 'content-type': 'application/json' }, body: '{' }),
  'Unauthenticated absent': ({ service }) => service.get('/me'),
  'Unauthenticated bad': ({ service }) => service.get('/me', 'x'),
  'Forbidden scope': async ({ user, logIn, bearer }) => {
    await user('demo')
    return bearer('GET', '/admin/users', (await logIn('demo')).access_token)
  },
  async 'Forbidden audience'({ service, user, bearer }) {
    await user('demo')
    const mail = { grants: ['password'], scope: 'of_user', audiences: ['https://orders.example.com'] } as const
    const client = basic('mail', await service.addClient('mail', mail))
    const { body } = await service.form('/token', { grant_type: 'password', username: 'demo', password: PASSWORD }, client)
    return bearer('GET', '/me/sessions', body.access_token)
  },
  'UsernameTaken taken': async ({ user, admin }) => {
    await user('alice')
    return (await admin()).send('POST', '/admin/users', { username: 'alice', password: PASSWORD })
  },
  async 'ClientIdTaken taken'({ orders, admin }) {
    await orders()
    return (await admin()).send('POST', '/admin/clients', { id: 'orders' })
  },
  'ClientInvalid rule': administered('POST', '/admin/clients', { id: 'orders', audiences: ['https://stock.example.com/#a'] }),
  'ClientInvalid schema': administered('POST', '/admin/clients', { id: 'orders', grants: ['implicit'] }),
  'NewPasswordRefused short': changed(PASSWORD, 'short'),
  'NewPasswordRefused wrong': changed('wrong', 'four words are a fine start'),
  'QueryRefused limit': administered('GET', '/admin/users?limit=101'),
  'QueryRefused unknown': administered('GET', '/admin/sessions?user=alice'),
  'NotFound absent': administered('GET', '/admin/users/x'),
  'NotFound path': ({ service }) => service.get('/logn'),
  'MethodNotAllowed refused': ({ service }) => service.send('PATCH', '/me'),
  'MalformedRequest refused': raw(({ write }) => write('nonsense\r\n\r\n')),
  'HeadersTooLarge refused': raw(({ write }) => write(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(17_000)}\r\n\r\n`)),
  'ContentTooLarge refused': ({ service }) => service.json('POST', '/login', { username: 'a'.repeat(65_537) }),
  'UnsupportedMediaType refused': ({ service }) =>
    service.send('POST', '/login', { headers: { 'content-type': 'text/plain' }, body: '{}' }),
  'ValidationFailed missing': ({ service }) => service.json('POST', '/login', { username: 'demo' }),
  // The tests of a PostgreSQL that is stopped see it over HTTP.
  async 'Unavailable busy'() {
    const { status, body } = errorAnswer(new StorageError('ECONNREFUSED', undefined))
    return { status, body: JSON.parse(body) }
  },
}

/** What needs a service of its own, because others need another clock, other limits or an open address. */
export const REFUSALS_ALONE: Record<string, Ask> = {
  'registerUser 403 closed': ({ service }) => service.json('POST', '/users', { username: 'alice', password: PASSWORD }),
  'rotateKeys 409 early': administered('POST', '/admin/keys/rotate'),
  // The service of the scene waits for a short time only.
  'RequestTimeout refused': raw(({ write }) => write('GET / HTTP/1.1\r\n')),
  async 'TooManyRequests slow'({ service }) {
    const guess = (count: number) => service.json('POST', '/login', { username: `demo${Math.floor(count / 5)}`, password: 'wrong' })
    for (let count = 0; count < 50; count += 1) await guess(count)
    return guess(50)
  },
}
