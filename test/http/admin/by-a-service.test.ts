// REQUIREMENTS B 2: a service with the scope `admin` may do what an administrator may.
import { expect } from 'vitest'
import { databases } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { basic, ISSUER, type RunningService } from '../../support/service.ts'

async function operatorOf(service: RunningService) {
  const secret = await service.addClient('operator', { scope: ['admin'], grants: ['client_credentials'] })
  const asked = { grant_type: 'client_credentials', scope: 'admin', resource: ISSUER }
  const { access_token: token } = (await service.form('/token', asked, basic('operator', secret))).body
  return async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}` }
    return body === undefined ? service.send(method, path, { headers }) : service.json(method, path, body, token)
  }
}

for (const database of databases) {
  const test = onDatabase(database)
  test(`on ${database.name}, a service administers users, clients, keys and sessions (B 2)`, async ({ database, service, alice }) => {
    // Then the next key was published long enough to sign.
    service.system.advanceSeconds(86_400)
    const ask = await operatorOf(service)
    const made = await ask('POST', '/admin/users', { username: 'made by a service', scope: 'data:read' })
    const user = `/admin/users/${made.body.user.id}`
    const [session] = (await ask('GET', `/admin/sessions?user_id=${alice.id}`)).body.sessions
    const tooMany = {
      key: 'A'.repeat(43),
      account: null,
      failures: 50,
      since_ms: 0,
      opens_at_ms: 0,
      expires_at_ms: 0,
      known_until_ms: null,
    }
    await (await database.open()).kysely
      .insertInto('throttle')
      .values({ ...tooMany, address: '192.0.2.1' })
      .execute()
    const done = [
      made,
      await ask('GET', user),
      await ask('PATCH', user, { scope: '' }),
      await ask('POST', `${user}/one-time-secret`, {}),
      await ask('DELETE', `${user}/sessions`),
      await ask('DELETE', `${user}/lockout`),
      await ask('DELETE', user),
      await ask('POST', '/admin/clients', { id: 'shop', grants: ['client_credentials'], scope: 'data:read' }),
      await ask('GET', '/admin/clients/shop'),
      await ask('PATCH', '/admin/clients/shop', { scope: '' }),
      await ask('POST', '/admin/clients/shop/secret', {}),
      await ask('DELETE', '/admin/clients/shop'),
      await ask('POST', '/admin/keys/rotate'),
      await ask('DELETE', `/admin/sessions/${session.id}`),
      await ask('GET', '/admin/throttle'),
      await ask('DELETE', `/admin/throttle/${tooMany.key}`),
    ]
    expect(done.map(({ status }) => status)).toEqual([201, 200, 200, 201, 204, 204, 204, 201, 200, 200, 201, 204, 200, 204, 200, 204])
  })
}
