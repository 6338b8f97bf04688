// REQUIREMENTS F 4, F 8: the database is away. Every operation answers 503 with Retry-After, and the service
// recovers by itself.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgres } from '../../support/databases.ts'
import { CALLS, type Credentials, everyCredential } from '../../support/every-operation.ts'
import { type PostgresServer, startPostgres } from '../../support/postgres.ts'
import { type RunningService, startService } from '../../support/service.ts'

describe.skipIf(postgres === null)('a PostgreSQL that is stopped', () => {
  let server: PostgresServer
  let s: RunningService
  let held: Credentials
  beforeAll(async () => {
    server = (await startPostgres())!
    s = await startService({ kind: 'postgres', url: server.url, poolSize: 4, namedStatements: true })
    held = await everyCredential(s)
    // The token is remembered as verified, so only its session has to be read.
    expect((await s.get('/protected', held.tokens.access_token)).status).toBe(200)
    await server.stop()
  })
  afterAll(async () => {
    await s.stop()
    await server.remove()
  })

  const entries = () => s.logged.map((line) => JSON.parse(line))
  test.each(CALLS)('%s %s answers 503 and Retry-After within 5 s (F 4, F 8)', async (method, path, init) => {
    const startedAt = performance.now()
    const answer = await s.send(method, path, init(held))
    expect(answer).toMatchObject({ status: 503, body: { status: 503 } })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(performance.now() - startedAt).toBeLessThan(5000)
    // H 6: nothing of the internals.
    expect(JSON.stringify(answer.body)).not.toMatch(/127\.0\.0\.1|ECONN|postgres|select|kysely/i)
  })

  test('what needs no database still works (F 4)', async () => {
    for (const path of ['/livez', '/openapi.json', '/.well-known/oauth-authorization-server']) expect((await s.get(path)).status).toBe(200)
  })

  test('the log says once that the database is away, and why (F 4)', () => {
    const told = entries().filter(({ level }) => level === 'warn' || level === 'error')
    expect(told).toEqual([
      expect.objectContaining({
        message: 'the database cannot be used',
        error: expect.objectContaining({
          name: 'StorageError',
          code: 'unavailable',
          cause: expect.objectContaining({ stack: expect.any(String) }),
        }),
      }),
    ])
    const refused = entries().filter(({ status }) => status === 503)
    expect(refused.length).toBeGreaterThanOrEqual(CALLS.length)
    for (const { message, code, reason } of refused)
      expect([message, code, reason]).toEqual(['answered', 'unavailable', expect.stringMatching(/^\w+$/)])
    const requests = new Set(refused.map(({ request }) => request))
    expect(entries().filter(({ request }) => requests.has(request))).toHaveLength(refused.length)
  })

  test('the service recovers by itself and keeps what it acknowledged (F 4)', async () => {
    await server.start()
    expect(await s.get('/protected', held.tokens.access_token)).toMatchObject({ status: 200 })
    // I 4: a revocation that was not acknowledged did not happen.
    expect((await s.refresh(held.tokens.refresh_token)).status).toBe(200)
    expect((await s.get('/protected', held.serviceToken)).status).toBe(200)
    expect((await s.get('/readyz')).status).toBe(200)
  })

  test('the log says once that the database is back (F 4)', async () => {
    const back = () => entries().filter(({ message }) => message === 'the database can be used again')
    // Not before the database has answered for some time: a server that starts may refuse the next
    // connection.
    expect(back()).toEqual([])
    s.system.advanceSeconds(5)
    for (let again = 0; again < 2; again += 1) expect((await s.refresh((await s.logIn('alice')).refresh_token)).status).toBe(200)
    expect(back()).toEqual([expect.objectContaining({ level: 'info', failures: expect.any(Number), awayMs: expect.any(Number) })])
  })
})
