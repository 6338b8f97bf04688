// REQUIREMENTS G 1, G 2, L 8: text from clients is stored and logged with a limited length.
import { describe, expect, test } from 'vitest'
import { databases } from '../../support/databases.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { basic, PASSWORD, startService } from '../../support/service.ts'

const MAX_DEVICE = 200
const MAX_PATH = 200
const MAX_REFUSALS = 120
const MAX_NAME = 100

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice')
  })

  test('a User-Agent is stored with at most 200 characters (G 2)', async ({ database, service }) => {
    const headers = { 'user-agent': `Phone ${'x'.repeat(5000)}` }
    const login = JSON.stringify({ username: 'alice', password: PASSWORD })
    const tokens = [
      (await service.form('/token', { username: 'alice', password: PASSWORD }, headers)).body.access_token,
      (await service.send('POST', '/login', { headers: { ...headers, 'content-type': 'application/json' }, body: login })).body
        .access_token,
    ]
    const { kysely } = await database.open()
    const rows = await kysely.selectFrom('sessions').select('device').execute()
    expect(rows.map(({ device }) => device?.length)).toEqual(tokens.map(() => MAX_DEVICE))
    const { sessions } = (await service.get('/me/sessions', tokens[0])).body
    for (const { device } of sessions) expect(device).toBe(`Phone ${'x'.repeat(MAX_DEVICE - 6)}`)
  })

  test('a path is logged with at most 200 characters (G 2)', async ({ service }) => {
    await service.get(`/${'y'.repeat(5000)}`)
    const { path } = JSON.parse(service.logged.findLast((line) => line.includes('/yyy'))!)
    expect(path).toBe(`/${'y'.repeat(MAX_PATH - 1)}`)
    expect(service.logged.every((line) => line.length < 4000)).toBe(true)
  })

  test('impossible client ids share one limit, so none is remembered (L 8)', async ({ service }) => {
    const attempt = (name: string) => service.form('/token', { grant_type: 'client_credentials' }, basic(name, 'wrong'))
    for (let turn = 0; turn < MAX_REFUSALS; turn += 1) expect((await attempt(`${turn} ${'z'.repeat(MAX_NAME)}`)).status).toBe(401)
    expect((await attempt(`again ${'z'.repeat(MAX_NAME)}`)).status).toBe(429)
    // A possible client id has its own count.
    expect((await attempt('nobody')).status).toBe(401)
    expect(service.logged.join('')).not.toContain('zzz')
  })
})

describe('refused clients', () => {
  test('are limited for each method and each purpose separately (L 8)', async () => {
    const s = await startService((await databases[0]!.fresh()).config)
    const secret = await s.addClient('shop')
    const forItself = { grant_type: 'client_credentials' }
    const byBasic = (path: string, form: Record<string, string>) => s.form(path, form, basic('shop', 'wrong'))
    for (let turn = 0; turn < MAX_REFUSALS; turn += 1) expect((await byBasic('/token', forItself)).status).toBe(401)
    expect((await byBasic('/token', forItself)).status).toBe(429)
    // Another method, another purpose, and the client with the right secret are not limited.
    expect((await s.form('/token', { ...forItself, client_id: 'shop', client_secret: 'wrong' })).status).toBe(401)
    expect((await s.form('/token', { ...forItself, client_id: 'shop' })).status).toBe(401)
    expect((await byBasic('/token/introspect', { token: 'x' })).status).toBe(401)
    expect((await s.form('/token', forItself, basic('shop', secret))).status).toBe(200)
    await s.stop()
  })
})
