// Who may administer the service: every operation under /admin with every kind of token
// (docs/design/architecture.md#the-admin-api).
import { describe, expect, test } from 'vitest'
import { administrator, tokenOf } from '../../support/admin.ts'
import { type Operation, operations } from '../../support/contract.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { basic, ISSUER, type RunningService } from '../../support/service.ts'

const ORDERS = 'https://orders.example.com'
const administration = operations.filter(({ path }) => path.startsWith('/admin/'))
/** An id that nobody has: a caller who is let in finds and changes nothing. */
const pathOf = ({ path }: Operation) => path.replaceAll(/\{[^}]+\}/g, 'nobody')

test('every operation under /admin needs a token with admin for the issuer', () => {
  expect(administration.length).toBeGreaterThan(15)
  for (const { declared } of administration) {
    expect(declared.security).toEqual([{ password: ['admin'] }, { clientCredentials: ['admin'] }, { bearer: ['admin'] }])
    expect(declared['x-audience']).toBe('exclusive')
  }
})

describe.each(onEachDatabase({ config: { audience: [ORDERS] } }))('on $name', ({ test }) => {
  let tokens: Record<string, string>
  test.beforeAll(async ({ service, admin }) => {
    await service.addUser('alice')
    const gone = await administrator(service, 'gone')
    await service.service.userAdministration.change(gone.id, { disabled: true }, { atMs: service.system.nowMs() })
    const ofClient = async (id: string, scope: string[]) => {
      const client = basic(id, await service.addClient(id, { scope }))
      return (await service.form('/token', { grant_type: 'client_credentials', scope: scope.join(' ') }, client)).body.access_token
    }
    tokens = {
      admin: admin.token,
      'a client with admin': await ofClient('ops', ['admin']),
      nonsense: 'nonsense',
      'of a person who may not': await tokenOf(service, 'alice', { resource: ISSUER }),
      'of one who may, and did not ask for it': await tokenOf(service, 'root', { resource: ISSUER }),
      'for another service too': await tokenOf(service, 'root', { scope: 'admin' }),
      'for another service alone': await tokenOf(service, 'root', { scope: 'admin', resource: ORDERS }),
      'of one who is disabled': gone.token,
      'of a client that may not': await ofClient('shop', ['data:read']),
      'to refresh with': (await service.logIn('root')).refresh_token,
    }
  })

  const ask = (service: RunningService, operation: Operation, token?: string) =>
    service.send(operation.method, pathOf(operation), token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })

  describe.each(administration)('$id', (operation) => {
    test('without a token: 401 and a challenge without error (B 1)', async ({ service }) => {
      const { status, headers, body } = await ask(service, operation)
      expect([status, body]).toEqual([401, { detail: 'Not authenticated' }])
      expect(headers.get('www-authenticate')).toBe('Bearer realm="mintmark"')
    })

    test.for<[string, string, number, string | undefined]>([
      ['nonsense (B 2)', 'nonsense', 401, 'invalid_token'],
      ['a plain user (B 2)', 'of a person who may not', 403, 'insufficient_scope'],
      ["an administrator's token without the scope `admin`", 'of one who may, and did not ask for it', 403, 'insufficient_scope'],
      ['a client without the scope (B 2)', 'of a client that may not', 403, 'insufficient_scope'],
      ['a token that another service accepts too (J 7)', 'for another service too', 403, undefined],
      ['a token for another service (J 7)', 'for another service alone', 401, 'invalid_token'],
      ['a disabled administrator (J 8)', 'of one who is disabled', 401, 'invalid_token'],
      ['a refresh token (R 1)', 'to refresh with', 401, 'invalid_token'],
    ])('refuses %s', async ([_, name, refused, error], { service }) => {
      const { status, headers, body } = await ask(service, operation, tokens[name])
      expect([status, Object.keys(body)]).toEqual([refused, ['detail']])
      const challenge = headers.get('www-authenticate')
      if (error === undefined) expect(challenge).toBeNull()
      else expect(challenge).toContain(`error="${error}"`)
      if (error === 'insufficient_scope') expect(challenge).toContain('scope="admin"')
    })

    test.for(['admin', 'a client with admin'])('accepts %s', async (name, { service }) => {
      const { status } = await ask(service, operation, tokens[name])
      expect([200, 404, 409, 415]).toContain(status)
    })
  })

  test('no refused request left an event (G 3)', async ({ service }) => {
    const { body } = await service.get('/admin/events?limit=100', tokens.admin)
    expect(body.events.filter(({ actor }: { actor?: string }) => actor !== undefined)).toEqual([])
  })
})
