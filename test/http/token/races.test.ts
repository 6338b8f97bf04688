// REQUIREMENTS R 6, L 2: races of real parallel requests over HTTP.
import { describe, expect, test } from 'vitest'
import { databases } from '../../support/databases.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { PASSWORD, startService } from '../../support/service.ts'

const RACERS = 50
const all = <T>(make: (index: number) => Promise<T>) => Promise.all(Array.from({ length: RACERS }, (_, index) => make(index)))
const distinct = (values: unknown[]) => new Set(values).size

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice')
  })

  test('50 refreshes of one token at once get one successor (R 6)', async ({ service }) => {
    const { refresh_token, access_token } = await service.logIn('alice')
    const answers = await all(() => service.refresh(refresh_token))
    expect(answers.map(({ status }) => status)).toEqual(Array(RACERS).fill(200))
    expect(distinct(answers.map(({ body }) => body.refresh_token))).toBe(1)
    const [{ body: won }] = answers as [(typeof answers)[number]]
    service.system.advanceSeconds(11)
    expect((await service.refresh(refresh_token)).body.reason).toBe('refresh_reused')
    for (const token of [access_token, won.access_token]) expect((await service.get('/protected', token)).status).toBe(401)
  })

  test('50 refreshes by access token at once count as one (R 6)', async ({ service }) => {
    const { access_token } = await service.logIn('alice')
    const answers = await all(() => service.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${access_token}` } }))
    expect(answers.map(({ status }) => status)).toEqual(Array(RACERS).fill(200))
    const counters = answers.map(({ body }) => JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString()).rc)
    expect(counters).toEqual(Array(RACERS).fill(1))
  })

  test('50 replays at once end the session once, and all are refused (R 4)', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    const { body } = await service.refresh(refresh_token)
    service.system.advanceSeconds(11)
    const answers = await all(() => service.refresh(refresh_token))
    expect(answers.map(({ status }) => status)).toEqual(Array(RACERS).fill(400))
    expect((await service.get('/protected', body.access_token)).status).toBe(401)
  })

  test('of two password changes at once one wins (V7.4.3)', async ({ service }) => {
    await service.addUser('carol')
    const [a, b] = await Promise.all([service.logIn('carol'), service.logIn('carol')])
    const change = (token: string, password: string) =>
      service.json('PUT', '/me/password', { current_password: PASSWORD, new_password: password }, token)
    const statuses = (await Promise.all([change(a.access_token, 'first new password'), change(b.access_token, 'second new password')])).map(
      ({ status }) => status,
    )
    // The loser is refused for its password, or for its session if the winner was done first.
    expect(statuses.filter((status) => status === 204)).toHaveLength(1)
    expect(statuses.find((status) => status !== 204)).toBeOneOf([401, 422])
    const alive = await Promise.all([a, b].map(async ({ access_token }) => (await service.get('/protected', access_token)).status))
    expect(alive.filter((status) => status === 200)).toHaveLength(1)
  })
})

// Two services on one PostgreSQL act as two replicas. A SQLite file has only one `serve`.
describe.each(databases.filter(({ kind }) => kind === 'postgres'))('two processes on $name', (database) => {
  test('refreshes at both make one lineage, and a log-out holds at both (R 6, R 10)', async () => {
    const { config } = await database.fresh()
    const [one, two] = await Promise.all([startService(config), startService(config)])
    await one.addUser('alice')
    const { refresh_token } = await one.logIn('alice')
    const answers = await all((index) => (index % 2 === 0 ? one : two).refresh(refresh_token))
    expect(answers.map(({ status }) => status)).toEqual(Array(RACERS).fill(200))
    expect(distinct(answers.map(({ body }) => body.refresh_token))).toBe(1)
    const { access_token } = answers[0]!.body
    expect((await two.get('/protected', access_token)).status).toBe(200)
    expect((await one.send('POST', '/logout', { headers: { authorization: `Bearer ${access_token}` } })).status).toBe(204)
    expect((await two.get('/protected', access_token)).status).toBe(401)
    await Promise.all([one.stop(), two.stop()])
  })
})
