import { basic, PASSWORD, type RunningService } from '../../support/service.ts'
import { PLACE, type Scene } from './scene.ts'

type Answered = { status: number; body: unknown }

const ORDERS = 'https://orders.example.com'

/** A login of `demo` by the client `shop`, and what its owner is told about a token of it. */
async function introspected({ service, user }: Scene, pick: 'access_token' | 'refresh_token'): Promise<Answered> {
  await user('demo')
  const secret = await service.addClient('shop', { grants: ['password', 'refresh_token'], scope: 'of_user', audiences: [ORDERS] })
  const grant = { grant_type: 'password', username: 'demo', password: PASSWORD }
  const { body } = await service.form('/token', grant, basic('shop', secret))
  return service.form('/token/introspect', { token: body[pick] }, basic('shop', secret))
}

/** Returns the only row of a list, or the first ones, as the example has them. */
/** Streams one event. Its ids and its cursor are those of the examples, since they are random. */
const streamedEvent =
  (accept: string) =>
  async ({ service, user, admin }: Scene): Promise<Answered> => {
    const id = await user('demo')
    for (const disabled of [true, false])
      await service.service.userAdministration.change(id, { disabled }, { atMs: service.system.nowMs() })
    const { token } = await admin()
    // The cursor before every event; a stream of server-sent events would begin now without it.
    const after = Buffer.from('0/0').toString('base64url')
    const headers = { authorization: `Bearer ${token}`, accept }
    const stopping = setTimeout(service.service.endStreams, 500)
    const { status, body } = await service.send('GET', `/admin/events?type=user_enabled&after=${after}`, { headers })
    clearTimeout(stopping)
    const text = String(body)
      .replace(/^id: \S+\n\n/, '')
      .replace(/"id":\d+/, '"id":16')
      .replace(/usr_[\w-]{22}/, 'usr_1f0Qm7yq8n3cV5bX2kLwZA')
      .replace(/(cursor":"|id: )\w+/, '$1NzQxLzE2')
    return { status, body: text }
  }

const wrongPassword = (service: RunningService, username: string) => service.form('/token', { username, password: 'wrong' }, PLACE)

const listed = async ({ admin }: Scene, path: string): Promise<Answered> => (await admin()).get(path)

export const SUCCESSES: Record<string, (scene: Scene) => Promise<Answered>> = {
  async 'issueToken 200 session'({ service, user }) {
    await user('demo')
    return service.form('/token', { username: 'demo', password: PASSWORD })
  },
  async 'refreshToken 200 session'({ service, user, logIn }) {
    await user('demo')
    return service.form('/token/refresh', { refresh_token: (await logIn('demo')).refresh_token })
  },
  'introspectToken 200 access_token': (scene) => introspected(scene, 'access_token'),
  'introspectToken 200 refresh_token': (scene) => introspected(scene, 'refresh_token'),
  'introspectToken 200 inactive': async ({ service }) =>
    service.form('/token/introspect', { token: 'x' }, basic('shop', await service.addClient('shop'))),
  async 'logIn 200 session'({ service, user }) {
    await user('demo')
    return service.json('POST', '/login', { username: 'demo', password: PASSWORD })
  },
  ...ofOwner({ 'getProtected 200 ok': '/protected', 'getSecureData 200 ok': '/secure-data', 'getRoot 200 ok': '/' }),
  ...ofOwner({ 'getMe 200 ok': '/me', 'listSessions 200 ok': '/me/sessions' }),
  'registerUser 201 made': ({ service }) => service.json('POST', '/users', { username: 'alice', password: PASSWORD }),
  async 'listUsers 200 page'(scene) {
    await scene.user('alice')
    return listed(scene, '/admin/users?limit=1')
  },
  'createUser 201 made': async ({ admin }) => (await admin()).send('POST', '/admin/users', { username: 'bob', scope: 'data:read' }),
  async 'getUser 200 user'({ service, user, admin }) {
    const [id, { send, get }] = [await user('alice'), await admin()]
    await send('PATCH', `/admin/users/${id}`, { disabled: true })
    for (let made = 0; made < 10; made += 1) await wrongPassword(service, 'alice')
    return get(`/admin/users/${id}`)
  },
  'changeUser 200 user': async ({ user, admin }) =>
    (await admin()).send('PATCH', `/admin/users/${await user('alice')}`, { disabled: true }),
  'issueOneTimeSecret 201 made': async ({ user, admin }) =>
    (await admin()).send('POST', `/admin/users/${await user('alice')}/one-time-secret`, {}),
  async 'listClients 200 page'(scene) {
    await scene.orders()
    return listed(scene, '/admin/clients')
  },
  'createClient 201 made': async ({ admin }) =>
    (await admin()).send('POST', '/admin/clients', { id: 'orders', scope: 'read', audiences: ['https://stock.example.com'] }),
  async 'getClient 200 client'(scene) {
    await rotatedAtNoon(scene)
    return (await scene.admin()).get('/admin/clients/orders')
  },
  async 'changeClient 200 client'(scene) {
    await rotatedAtNoon(scene)
    return (await scene.admin()).send('PATCH', '/admin/clients/orders', { scope: 'read write' })
  },
  async 'rotateClientSecret 201 made'(scene) {
    await scene.orders()
    return (await scene.admin()).send('POST', '/admin/clients/orders/secret', {})
  },
  async 'rotateClientSecret 201 again'(scene) {
    await scene.orders()
    const { send } = await scene.admin()
    await send('POST', '/admin/clients/orders/secret', { expire_previous_seconds: 43_200 })
    return send('POST', '/admin/clients/orders/secret', {})
  },
  'listKeys 200 keys': (scene) => listed(scene, '/admin/keys'),
  async 'rotateKeys 200 keys'({ admin, days }) {
    days(1)
    return (await admin()).send('POST', '/admin/keys/rotate')
  },
  async 'listAllSessions 200 page'(scene) {
    const id = await scene.user('demo')
    await scene.logIn('demo')
    return listed(scene, `/admin/sessions?user_id=${id}`)
  },
  async 'listThrottle 200 page'(scene) {
    // Three names are locked, the address by all together.
    const names = Array.from({ length: 50 }, (_, made) => (made < 30 ? `name${made % 3}` : `other${made}`))
    for (const name of names) await wrongPassword(scene.service, name)
    return listed(scene, '/admin/throttle')
  },
  async 'listEvents 200 page'(scene) {
    const { service } = scene
    const id = await scene.user('demo')
    await service.service.userAdministration.change(id, { scope: 'data:read admin' }, { atMs: service.system.nowMs(), actor: 'command' })
    await scene.logIn('demo')
    return listed(scene, `/admin/events?limit=2&user_id=${id}`)
  },
  'listEvents 200 lines': streamedEvent('application/x-ndjson'),
  'listEvents 200 event': streamedEvent('text/event-stream'),
  'getJwks 200 es256': ({ service }) => service.get('/.well-known/jwks.json'),
  'getAuthorizationServerMetadata 200 ok': ({ service }) => service.get('/.well-known/oauth-authorization-server'),
  'getDocs 200 page': ({ service }) => service.get('/docs'),
  'getDocsAsset 200 script': ({ service }) => service.get('/docs/start.js'),
  'getDocsAsset 200 style': ({ service }) => service.get('/docs/mintmark.css'),
  'getDocsAsset 200 icon': ({ service }) => service.get('/docs/favicon.svg'),
  'getLivez 200 ok': ({ service }) => service.get('/livez'),
  'getReadyz 200 ok': ({ service }) => service.get('/readyz'),
}

/** What `demo` sees with a token for this service alone. */
function ofOwner(paths: Record<string, string>): Record<string, (scene: Scene) => Promise<Answered>> {
  const seen =
    (path: string) =>
    async ({ service, user, logIn }: Scene) => {
      await user('demo')
      return service.send('GET', path, { headers: { ...PLACE, authorization: `Bearer ${(await logIn('demo')).access_token}` } })
    }
  return Object.fromEntries(Object.entries(paths).map(([example, path]) => [example, seen(path)]))
}

async function rotatedAtNoon({ service, orders, admin }: Scene): Promise<void> {
  await orders()
  service.system.advanceSeconds(43_200)
  await (await admin()).send('POST', '/admin/clients/orders/secret', {})
}
