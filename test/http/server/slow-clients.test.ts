// REQUIREMENTS H 2: a slow client is cut off, and others do not notice. The limits are short here; another
// test checks their real values.
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { SERVER_LIMITS } from '../../../src/http/server/limited-server.ts'
import { createHttpServer } from '../../../src/http/server/server.ts'
import { createLog } from '../../../src/log.ts'
import { sqlite } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { openConnection, type RawConnection } from '../../support/raw-connection.ts'
import { ISSUER } from '../../support/service.ts'
import { createTestSystem } from '../../support/test-system.ts'

const LIMITS = { headersTimeout: 250, requestTimeout: 400, connectionsCheckingInterval: 50, timeout: 500 }
/** The limit itself, the next check of the connections, and a busy machine. */
const SLACK_MS = 4_000
const DRIP_MS = 20

const test = onDatabase(sqlite, { limits: LIMITS })
test.beforeAll(async ({ service }) => {
  await service.addUser('alice')
})

/** Writes a byte at a time until the connection is closed, and returns how long that took. */
async function drip(connection: RawConnection, text: string): Promise<number> {
  const startedAt = performance.now()
  for (let at = 0; !connection.socket.closed && performance.now() - startedAt < 10_000; at += 1) {
    if (connection.socket.writable) connection.write(text[at % text.length]!)
    await wait(DRIP_MS)
  }
  return performance.now() - startedAt
}

const REQUEST = 'POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'

test('the limits have the values of the requirements (H 2)', () => {
  expect(SERVER_LIMITS).toMatchObject({ headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 2_000 })
  const log = createLog('silent')
  const server = createHttpServer({
    app: { fetch: () => new Response() },
    issuer: ISSUER,
    trustedProxies: [],
    log,
    system: createTestSystem(),
  })
  expect(server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 15_000, timeout: 30_000, keepAliveTimeout: 130_000 })
})

describe('a client is cut off', () => {
  test.for<[string, string, string, number]>([
    ['whose headers drip', '', `GET /livez HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(100)}`, LIMITS.headersTimeout],
    ['whose request line drips', '', `GET /${'x'.repeat(1000)}`, LIMITS.headersTimeout],
    ['whose body drips', `${REQUEST}Content-Length: 1000\r\n\r\n`, 'x', LIMITS.requestTimeout],
    ['whose chunks drip', `${REQUEST}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n', LIMITS.requestTimeout],
    [
      'whose body drips though it is not needed',
      'GET /nope HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
      '1\r\nx\r\n',
      LIMITS.requestTimeout,
    ],
  ])('%s, with an answer (H 2)', async ([_, first, dripped, limitMs], { service }) => {
    const connection = await openConnection(service.url)
    connection.write(first)
    const tookMs = await drip(connection, dripped)
    expect(tookMs).toBeLessThan(limitMs + SLACK_MS)
    const { status, text, headers } = await connection.refusal()
    expect(status).toBe(408)
    expect(JSON.parse(text)).toEqual({ title: 'Request Timeout', status: 408, detail: 'The request did not come in time.' })
    expect(headers.get('connection')).toBe('close')
    expect(await connection.closed()).toBe('')
  })

  test('whose second request drips, on a connection kept for long (H 2)', async ({ service }) => {
    for (const [first, dripped] of [
      ['', `GET /livez HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(100)}`],
      [`${REQUEST}Content-Length: 1000\r\n\r\n`, 'x'],
    ] as const) {
      const connection = await openConnection(service.url)
      connection.write('GET /livez HTTP/1.1\r\nHost: a\r\n\r\n')
      const { status, headers } = await connection.answerTo('GET', '/livez')
      expect([status, headers.get('keep-alive')]).toEqual([200, 'timeout=130'])
      connection.write(first)
      expect(await drip(connection, dripped)).toBeLessThan(LIMITS.requestTimeout + SLACK_MS)
      expect((await connection.refusal()).status).toBe(408)
      expect(await connection.closed()).toBe('')
    }
  })

  test('that sends nothing, without an answer, as browsers connect early (H 2)', async ({ service }) => {
    const connection = await openConnection(service.url)
    await wait(LIMITS.headersTimeout * 2)
    expect(await connection.closed()).toBe('')
  })

  test('that sends on after its answer, without a second answer (H 2)', async ({ service }) => {
    const connection = await openConnection(service.url)
    connection.write('DELETE /me/sessions/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n')
    expect((await connection.answerTo('DELETE', '/me/sessions/x')).status).toBe(401)
    expect(await drip(connection, 'x')).toBeLessThan(LIMITS.requestTimeout + SLACK_MS)
    expect(await connection.closed()).toBe('')
  })

  test('that does not read its answers (H 2)', async ({ service }) => {
    const before = await service.connections()
    const { socket } = await openConnection(service.url)
    socket.pause()
    // About 25 MB: more than the buffers on the way hold.
    const asked = 200
    socket.write('GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(asked))
    await expect.poll(service.connections).toBe(before + 1)
    // While an answer is still on its way, bytes move.
    await expect.poll(service.connections, { interval: 100 }).toBe(before)
    let answers = 0
    for await (const chunk of socket.on('error', () => {})) answers += String(chunk).split('HTTP/1.1 200').length - 1
    expect(answers).toBeLessThan(asked)
  })
})

test('beside a hundred slow clients others are answered at once (H 2)', async ({ service }) => {
  const beginSlowly = async (at: number) => {
    const connection = await openConnection(service.url)
    connection.write(at % 2 === 0 ? 'GET /livez HTTP/1.1\r\nHost' : `${REQUEST}Content-Length: 9\r\n\r\n{`)
    return connection
  }
  const slow = await Promise.all(Array.from({ length: 100 }, (_, at) => beginSlowly(at)))
  const startedAt = performance.now()
  await service.logIn('alice')
  expect((await service.get('/livez')).status).toBe(200)
  expect(performance.now() - startedAt).toBeLessThan(SLACK_MS)
  for (const connection of slow) expect((await connection.refusal()).status).toBe(408)
  expect((await service.get('/livez')).status).toBe(200)
})

test('a slow request within the limits is answered (H 2)', async ({ service }) => {
  const connection = await openConnection(service.url)
  const body = '{"username":"a","password":"b"}'
  for (const part of [REQUEST, `Content-Length: ${body.length}\r\n\r\n`, body.slice(0, 9), body.slice(9)]) {
    connection.write(part)
    await wait(40)
  }
  expect((await connection.answerTo('POST', '/login')).status).toBe(401)
  connection.destroy()
})

test('slow clients are not logged as internal errors (H 2)', ({ service }) =>
  expect(service.logged.filter((line) => line.includes('a defect'))).toEqual([]))
