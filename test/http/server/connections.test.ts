// REQUIREMENTS H 4, H 6: what a connection carries besides single requests: pipelines, upgrades, tunnels,
// expectations.
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { sqlite } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { type RawConnection, withConnection } from '../../support/raw-connection.ts'
import { PASSWORD, REAL_ARGON2, type RunningService } from '../../support/service.ts'

const test = onDatabase(sqlite, { config: { password: { minLength: 15, argon2: REAL_ARGON2 } } })
test.beforeAll(async ({ service }) => {
  await service.addUser('alice')
})
test.afterAll(({ service }) => expect(service.logged.filter((line) => line.includes('a defect'))).toEqual([]))

const onConnection = <T>(service: RunningService, use: (connection: RawConnection) => Promise<T>): Promise<T> =>
  withConnection(service.url, use)

const request = (line: string, ...headers: string[]) => `${[line, ...headers].join('\r\n')}\r\n\r\n`
const get = (path: string, ...headers: string[]) => request(`GET ${path} HTTP/1.1`, 'Host: a', ...headers)
const LIVEZ = get('/livez')
const FORM = `username=alice&password=${encodeURIComponent(PASSWORD)}`
const LOGIN = `${request('POST /token HTTP/1.1', 'Host: a', 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${FORM.length}`)}${FORM}`

describe('answers come in the order of their requests (H 4)', () => {
  test('even if a later one takes less time', ({ service }) =>
    onConnection(service, async (connection) => {
      connection.write(LOGIN + get('/nope') + LOGIN + LIVEZ)
      expect((await connection.answerTo('POST', '/token')).status).toBe(200)
      expect((await connection.answerTo('GET', '/nope')).status).toBe(404)
      expect((await connection.answerTo('POST', '/token')).status).toBe(200)
      expect((await connection.answerTo('GET', '/livez')).status).toBe(200)
    }))

  test.for<[string, string, number]>([
    ['nonsense', 'nonsense\r\n\r\n', 400],
    ['a bad chunk', `${request('POST /login HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked')}zz\r\n`, 400],
    ['a bad Host', get('/livez', 'Host: b'), 400],
    ['headers too large', get('/livez', `X: ${'x'.repeat(17_000)}`), 431],
    ['a tunnel', request('CONNECT a:80 HTTP/1.1', 'Host: a'), 400],
  ])('with the refusal of %s last, and nothing after it', ([_, refused, expected], { service }) =>
    onConnection(service, async (connection) => {
      connection.write(LOGIN + LIVEZ + LOGIN + refused + LIVEZ)
      expect((await connection.answerTo('POST', '/token')).status).toBe(200)
      expect((await connection.answerTo('GET', '/livez')).status).toBe(200)
      expect((await connection.answerTo('POST', '/token')).status).toBe(200)
      expect((await connection.refusal()).status).toBe(expected)
      expect(await connection.closed()).toBe('')
    }),
  )

  test('and nothing is answered after Connection: close', ({ service }) =>
    onConnection(service, async (connection) => {
      connection.write(LOGIN.replace('Host: a', 'Host: a\r\nConnection: close') + LIVEZ)
      expect((await connection.answerTo('POST', '/token')).status).toBe(200)
      expect(await connection.closed()).toBe('')
    }))

  test('also a hundred at once', ({ service }) =>
    onConnection(service, async (connection) => {
      connection.write(Array.from({ length: 100 }, (_, n) => get(n % 2 === 0 ? '/livez' : '/nope')).join(''))
      for (let n = 0; n < 100; n += 1) {
        expect((await connection.answerTo('GET', n % 2 === 0 ? '/livez' : '/nope')).status).toBe(n % 2 === 0 ? 200 : 404)
      }
    }))
})

describe('upgrades and tunnels are not offered (H 4)', () => {
  const WEBSOCKET = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  ]
  test.for<[string, string[]]>([
    ['a WebSocket', WEBSOCKET],
    ['HTTP/2', ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__']],
    ['TLS', ['Connection: Upgrade', 'Upgrade: TLS/1.3']],
    ['nonsense', ['Connection: Upgrade', 'Upgrade: ,']],
  ])('%s is not spoken: the request is answered without it', ([_, headers], { service }) =>
    onConnection(service, async (connection) => {
      connection.write(`${get('/protected', ...headers) + get('/behind').slice(0, 20)}`)
      connection.write(get('/behind'))
      const { status, headers: answered } = await connection.answerTo('GET', '/protected')
      expect([status, answered.get('connection'), answered.get('upgrade')]).toEqual([401, 'close', null])
      expect(await connection.closed()).toBe('')
      expect(service.logged.join('')).not.toContain('/behind')
    }),
  )

  test.for(['a.example:443', '127.0.0.1:22', '[::1]:80', '/token'])(
    'CONNECT %s is refused and the connection closed',
    (target, { service }) =>
      onConnection(service, async (connection) => {
        connection.write(request(`CONNECT ${target} HTTP/1.1`, 'Host: a') + LIVEZ)
        expect((await connection.refusal()).status).toBe(400)
        expect(await connection.closed()).toBe('')
      }),
  )
})

test('a request with an unknown expectation is still answered (H 6)', ({ service }) =>
  onConnection(service, async (connection) => {
    connection.write(get('/livez', 'Expect: miracles'))
    expect((await connection.answerTo('GET', '/livez')).status).toBe(200)
  }))

test('connections that break at any moment harm no others (H 4)', async ({ service }) => {
  const { hostname, port } = new URL(service.url)
  for (let length = 0; length < LOGIN.length; length += 7) {
    const socket = connect({ host: hostname, port: Number(port) }).on('error', () => {})
    socket.write(LOGIN.slice(0, length))
    await wait(1)
    socket.resetAndDestroy()
  }
  expect((await service.get('/livez')).status).toBe(200)
})
