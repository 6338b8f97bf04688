// RFC 7009 §2.1, RFC 7662 §2.1: the hint only speeds a look-up. A wrong or unknown one changes no answer.
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { basic, PASSWORD, type RunningService } from '../../support/service.ts'

const HINTS = ['', 'access_token', 'refresh_token', 'id_token', 'nonsense', 'ACCESS_TOKEN', 'é😀', 'a'.repeat(4000)]

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let client: Record<string, string>
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice')
    const grants = ['password', 'refresh_token', 'client_credentials'] as const
    client = basic('bff', await service.addClient('bff', { grants, scope: ['data:read'] }))
  })

  const kinds = async (service: RunningService): Promise<[string, unknown][]> => {
    // Each from a login of its own, because one revocation ends all tokens of a session.
    const logIn = () => service.form('/token', { grant_type: 'password', username: 'alice', password: PASSWORD }, client)
    const own = await service.form('/token', { grant_type: 'client_credentials' }, client)
    return [
      [(await logIn()).body.access_token, { active: true, token_type: 'Bearer' }],
      [(await logIn()).body.refresh_token, { active: true, token_type: 'refresh_token' }],
      [own.body.access_token, { active: true, token_type: 'Bearer' }],
    ]
  }

  test.for(HINTS)('introspection with the hint "%s" finds each kind of token (I 2)', async (token_type_hint, { service }) => {
    for (const [token, expected] of await kinds(service)) {
      const { status, body } = await service.form('/token/introspect', { token, token_type_hint }, client)
      expect([status, body]).toEqual([200, expect.objectContaining(expected)])
    }
    expect((await service.form('/token/introspect', { token: 'x', token_type_hint }, client)).body).toEqual({ active: false })
  })

  test.for(HINTS)('revocation with the hint "%s" ends a token of each kind (I 4)', async (token_type_hint, { service }) => {
    for (const [token] of await kinds(service)) {
      expect((await service.form('/token/revoke', { token, token_type_hint }, client)).status).toBe(200)
      expect((await service.form('/token/introspect', { token }, client)).body).toEqual({ active: false })
    }
    expect((await service.form('/token/revoke', { token: 'x', token_type_hint }, client)).status).toBe(200)
  })

  test.for(['introspect', 'revoke'])('%s refuses two hints (T 3)', async (action, { service }) => {
    const form = 'token=x&token_type_hint=access_token&token_type_hint=refresh_token'
    expect(await service.form(`/token/${action}`, form, client)).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })
})
