// X 1, RFC 7519 §4.1.3: a client that was registered for the issuer itself, as by a command that did not know which it is.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { decodePart, ownTokens } from '../support/own-tokens.ts'
import { basic, ISSUER, PASSWORD, type RunningService, startService } from '../support/service.ts'

const ORDERS = 'https://orders.example.com'
const LOGIN = { grant_type: 'password', username: 'alice', password: PASSWORD }

const audOf = (token: string) => decodePart(token.split('.')[1]).aud

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  const secrets = new Map<string, string>()
  beforeAll(async () => {
    s = await startService((await database.fresh()).config, { config: { audience: [ISSUER] } })
    await s.addUser('alice')
    for (const [id, audiences] of [
      ['issuer-alone', [ISSUER]],
      ['issuer-and-one', [ORDERS, ISSUER]],
    ] as const)
      secrets.set(id, await s.addClient(id, { audiences, grants: ['password', 'client_credentials'], scope: ['data:read'] }))
  })
  afterAll(() => s.stop())

  const personal = async (id: string): Promise<string> => (await s.form('/token', LOGIN, basic(id, secrets.get(id)!))).body.access_token
  const refreshed = (token: string) => s.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${token}` } })

  test('X 1: its tokens name the issuer once, and for the issuer alone they open what needs that', async () => {
    const [alone, shared, byDefault] = [
      await personal('issuer-alone'),
      await personal('issuer-and-one'),
      (await s.logIn('alice')).access_token,
    ]
    expect([audOf(alone), audOf(shared), audOf(byDefault)]).toEqual([ISSUER, [ISSUER, ORDERS], ISSUER])
    const statuses = await Promise.all([alone, shared, byDefault].map(async (token) => (await s.get('/me/sessions', token)).status))
    expect(statuses).toEqual([200, 403, 200])
    const ofService = (await s.form('/token', { grant_type: 'client_credentials' }, basic('issuer-alone', secrets.get('issuer-alone')!)))
      .body
    expect(audOf(ofService.access_token)).toBe(ISSUER)
  })

  test.each<[string, string[], number, number]>([
    ['the issuer twice', [ISSUER, ISSUER], 200, 200],
    ['the issuer twice, and another', [ISSUER, ORDERS, ISSUER], 403, 401],
    ['another twice, and the issuer', [ORDERS, ORDERS, ISSUER], 403, 401],
  ])('X 1: a token for %s is judged by whom it names, not by how often', async (_, aud, atExclusive, atRefresh) => {
    const { signed } = ownTokens(s, (await s.logIn('alice')).access_token)
    const token = await signed({ aud })
    expect((await s.get('/me/sessions', token)).status).toBe(atExclusive)
    const { status, body } = await refreshed(token)
    expect(status).toBe(atRefresh)
    if (status === 200) expect(audOf(body.access_token)).toBe(ISSUER)
  })
})
