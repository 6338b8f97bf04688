// RFC 6749 §6, RFC 8707 §2.2: the scope and the resource of a refresh (docs/refresh.md). A refusal
// spends no token, and less counts for one access token only.
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { decodePart } from '../../support/own-tokens.ts'
import { basic, ISSUER, PASSWORD, type RunningService } from '../../support/service.ts'

const ORDERS = 'https://orders.example.com'
const STOCK = 'https://stock.example.com'
const ALL = [ISSUER, ORDERS, STOCK]

type Asked = [name: string, value: string][]

describe.each(onEachDatabase({ config: { audience: [ORDERS, STOCK] } }))('on $name', ({ test }) => {
  const clients = new Map<string, Record<string, string>>([['default', {}]])
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice', { scope: 'data:read data:write more admin' })
    const may = { grants: ['password', 'refresh_token'], scope: ['data:read', 'data:write'] } as const
    clients.set('bff', basic('bff', await service.addClient('bff', { ...may, audiences: [ORDERS, STOCK] })))
  })

  const logIn = async (service: RunningService, client: string, asked: Record<string, string> = {}) => {
    const form = { grant_type: 'password', username: 'alice', password: PASSWORD, scope: 'data:read data:write', ...asked }
    return (await service.form('/token', form, clients.get(client))).body
  }
  const refresh = (service: RunningService, client: string, path: string, token: string, asked: Asked = []) => {
    const form = new URLSearchParams([['grant_type', 'refresh_token'], ['refresh_token', token], ...asked])
    return service.form(path, form.toString(), clients.get(client))
  }
  const saysOf = (token: string) => decodePart(token.split('.')[1]) as { scope: string; aud: string | string[] }

  const WAYS = ['default', 'bff'].flatMap((client) => ['/token', '/token/refresh'].map((path) => [client, path] as const))
  describe.each(WAYS)('the client %s at %s', (client, path) => {
    test.for<[string, Asked, scope: string, aud: string | string[]]>([
      ['nothing', [], 'data:read data:write', ALL],
      [
        'empty parameters',
        [
          ['scope', ''],
          ['resource', ''],
        ],
        'data:read data:write',
        ALL,
      ],
      ['less scope', [['scope', 'data:write']], 'data:write', ALL],
      ['a scope twice', [['scope', 'data:write data:write']], 'data:write', ALL],
      ['the scope in another order', [['scope', 'data:write data:read']], 'data:write data:read', ALL],
      ['one service', [['resource', ORDERS]], 'data:read data:write', ORDERS],
      ['another service', [['resource', STOCK]], 'data:read data:write', STOCK],
      ['this service alone', [['resource', ISSUER]], 'data:read data:write', ISSUER],
      [
        'two services',
        [
          ['resource', STOCK],
          ['resource', ISSUER],
        ],
        'data:read data:write',
        [STOCK, ISSUER],
      ],
      [
        'one service twice',
        [
          ['resource', STOCK],
          ['resource', STOCK],
        ],
        'data:read data:write',
        STOCK,
      ],
      [
        'less scope at one service',
        [
          ['scope', 'data:read'],
          ['resource', ORDERS],
        ],
        'data:read',
        ORDERS,
      ],
    ])('grants %s once', async ([_, asked, scope, aud], { service }) => {
      const { refresh_token } = await logIn(service, client)
      const narrowed = await refresh(service, client, path, refresh_token, asked)
      expect(narrowed).toMatchObject({ status: 200, body: { scope } })
      expect(saysOf(narrowed.body.access_token)).toMatchObject({ scope, aud })
      const next = await refresh(service, client, path, narrowed.body.refresh_token)
      expect(saysOf(next.body.access_token)).toMatchObject({ scope: 'data:read data:write', aud: ALL })
    })

    test.for<[string, Asked, error: string]>([
      ['a scope that the login left out', [['scope', 'more']], 'invalid_scope'],
      ['more than the granted scope', [['scope', 'data:read more']], 'invalid_scope'],
      ['the scope admin', [['scope', 'admin']], 'invalid_scope'],
      ['an unknown scope', [['scope', 'nonsense']], 'invalid_scope'],
      ['a malformed scope', [['scope', 'data:read  data:write']], 'invalid_scope'],
      [
        'two scopes as two parameters',
        [
          ['scope', 'data:read'],
          ['scope', 'data:write'],
        ],
        'invalid_request',
      ],
      ['an unknown service', [['resource', 'https://x.example.com']], 'invalid_target'],
      [
        'one unknown service of two',
        [
          ['resource', ORDERS],
          ['resource', 'https://x.example.com'],
        ],
        'invalid_target',
      ],
      ['a service by another spelling', [['resource', `${ORDERS}/`]], 'invalid_target'],
      ['a service without a scheme', [['resource', 'orders']], 'invalid_target'],
    ])('refuses %s, and spends no token', async ([_, asked, error], { service }) => {
      const { refresh_token } = await logIn(service, client)
      expect(await refresh(service, client, path, refresh_token, asked)).toMatchObject({ status: 400, body: { error } })
      // After the grace a spent token would end the session.
      service.system.advanceSeconds(60)
      expect((await refresh(service, client, path, refresh_token)).status).toBe(200)
    })

    test('a narrower login bounds the scope, but not the services', async ({ service }) => {
      const { refresh_token } = await logIn(service, client, { scope: 'data:read', resource: ISSUER })
      expect((await refresh(service, client, path, refresh_token, [['scope', 'data:write']])).body.error).toBe('invalid_scope')
      const wider = await refresh(service, client, path, refresh_token, [['resource', ORDERS]])
      expect(saysOf(wider.body.access_token)).toMatchObject({ scope: 'data:read', aud: ORDERS })
    })
  })

  test("another client's token is not valid, whatever is asked for (R 2)", async ({ service }) => {
    const { refresh_token } = await logIn(service, 'bff')
    for (const asked of [[], [['scope', 'nonsense']], [['resource', 'https://x.example.com']]] satisfies Asked[]) {
      const { status, body } = await refresh(service, 'default', '/token', refresh_token, asked)
      expect([status, body.error, body.reason]).toEqual([400, 'invalid_grant', undefined])
    }
    expect((await refresh(service, 'bff', '/token', refresh_token)).status).toBe(200)
  })
})
