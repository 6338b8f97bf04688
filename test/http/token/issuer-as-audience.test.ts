// REQUIREMENTS X 1, RFC 7519 §4.1.3: a client with the issuer itself as an audience. A command that does not
// know the issuer may register this.
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { decodePart, ownTokens } from '../../support/own-tokens.ts'
import { basic, ISSUER, PASSWORD, type RunningService } from '../../support/service.ts'

const ORDERS = 'https://orders.example.com'
const LOGIN = { grant_type: 'password', username: 'alice', password: PASSWORD }

const audOf = (token: string) => decodePart(token.split('.')[1]).aud

describe.each(onEachDatabase({ config: { audience: [ISSUER] } }))('on $name', ({ test }) => {
  const secrets = new Map<string, string>()
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice')
    for (const [id, audiences] of [
      ['issuer-alone', [ISSUER]],
      ['issuer-and-one', [ORDERS, ISSUER]],
    ] as const)
      secrets.set(id, await service.addClient(id, { audiences, grants: ['password', 'client_credentials'], scope: ['data:read'] }))
  })

  const personal = async (service: RunningService, id: string): Promise<string> =>
    (await service.form('/token', LOGIN, basic(id, secrets.get(id)!))).body.access_token
  const refreshed = (service: RunningService, token: string) =>
    service.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${token}` } })

  test('the issuer is named once, and its token alone opens everything (X 1)', async ({ service }) => {
    const [alone, shared, byDefault] = [
      await personal(service, 'issuer-alone'),
      await personal(service, 'issuer-and-one'),
      (await service.logIn('alice')).access_token,
    ]
    expect([audOf(alone), audOf(shared), audOf(byDefault)]).toEqual([ISSUER, [ISSUER, ORDERS], ISSUER])
    const statuses = await Promise.all([alone, shared, byDefault].map(async (token) => (await service.get('/me/sessions', token)).status))
    expect(statuses).toEqual([200, 403, 200])
    const ofService = (
      await service.form('/token', { grant_type: 'client_credentials' }, basic('issuer-alone', secrets.get('issuer-alone')!))
    ).body
    expect(audOf(ofService.access_token)).toBe(ISSUER)
  })

  test.for<[string, string[], number, number]>([
    ['the issuer twice', [ISSUER, ISSUER], 200, 200],
    ['the issuer twice, and another', [ISSUER, ORDERS, ISSUER], 403, 401],
    ['another twice, and the issuer', [ORDERS, ORDERS, ISSUER], 403, 401],
  ])('a token for %s counts each audience once (X 1)', async ([_, aud, atExclusive, atRefresh], { service }) => {
    const { signed } = ownTokens(service, (await service.logIn('alice')).access_token)
    const token = await signed({ aud })
    expect((await service.get('/me/sessions', token)).status).toBe(atExclusive)
    const { status, body } = await refreshed(service, token)
    expect(status).toBe(atRefresh)
    if (status === 200) expect(audOf(body.access_token)).toBe(ISSUER)
  })
})
