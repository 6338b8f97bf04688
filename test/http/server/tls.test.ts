// HTTPS of the service itself (docs/deploy.md#tls-without-a-proxy). `MINTMARK_TEST_TLS=on` runs the other
// tests of this folder over it too.
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { describe, expect } from 'vitest'
import { SERVER_LIMITS } from '../../../src/http/server/limited-server.ts'
import { sqlite } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { openConnection } from '../../support/raw-connection.ts'
import { startService } from '../../support/service.ts'

const LIMITS = { handshakeTimeout: 300, connectionsCheckingInterval: 20 }
const test = onDatabase(sqlite, { tls: true, limits: LIMITS })

const address = (url: string) => ({ host: new URL(url).hostname, port: Number(new URL(url).port) })

/** Makes a handshake, and returns what was agreed, or the code of the error. */
function shakeHands(url: string, options: ConnectionOptions = {}): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const socket = connectTls({ ...address(url), ...options }, () => {
    resolve([socket.getProtocol(), socket.getCipher().standardName, socket.alpnProtocol].join(' '))
    socket.end()
  })
  socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => resolve(code))
  return promise
}

test('requests are answered over HTTPS', async ({ service, alice }) => {
  expect(service.url).toMatch(/^https:/)
  expect((await service.get('/protected', alice.access_token)).status).toBe(200)
  expect((await service.refresh(alice.refresh_token)).status).toBe(200)
})

test('a connection is kept between two requests', async ({ service }) => {
  const connection = await openConnection(service.url)
  for (let count = 0; count < 2; count += 1) {
    connection.write('GET /livez HTTP/1.1\r\nHost: a\r\n\r\n')
    expect((await connection.answerTo('GET', '/livez')).status).toBe(200)
    await wait(LIMITS.connectionsCheckingInterval * 10)
  }
  expect(connection.socket.closed).toBe(false)
  connection.destroy()
})

describe('a handshake', () => {
  test.for<[what: string, options: ConnectionOptions, agreed: RegExp]>([
    ['takes TLS 1.3', {}, /^TLSv1\.3 TLS_AES_128_GCM_SHA256/],
    ['takes TLS 1.2 with forward secrecy', { maxVersion: 'TLSv1.2' }, /^TLSv1\.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM/],
    ['takes HTTP/1.1 of several protocols', { ALPNProtocols: ['h2', 'http/1.1'] }, / http\/1\.1$/],
    ['refuses TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, /^ERR_SSL_/],
    [
      'refuses a cipher without authentication of what it encrypts',
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' },
      /^ERR_SSL_/,
    ],
    ['refuses HTTP/2', { ALPNProtocols: ['h2'] }, /NO_APPLICATION_PROTOCOL/],
  ])('%s (RFC 9325 §3.1.1, §4.2)', async ([_, options, agreed], { service }) => {
    expect(await shakeHands(service.url, options)).toMatch(agreed)
  })

  test.for<[what: string, sent: string, reason: RegExp]>([
    ['plain HTTP', 'GET /livez HTTP/1.1\r\nHost: a\r\n\r\n', /plain HTTP was sent to the port of HTTPS/],
    ['noise', '\0\x01\x02 no handshake', /ERR_SSL_/],
    ['a broken handshake', '\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00', /ERR_SSL_/],
  ])('that is %s is closed and logged', async ([_, sent, reason], { service }) => {
    const socket = connect(address(service.url))
    socket.write(Buffer.from(sent, 'latin1'))
    expect(await text(socket)).not.toContain('HTTP/1.1')
    await expect.poll(() => service.logged.at(-1)).toMatch(reason)
    expect(JSON.parse(service.logged.at(-1)!)).toMatchObject({ level: 'debug', message: 'a TLS handshake failed', address: '127.0.0.1' })
    expect((await service.get('/livez')).status).toBe(200)
  })

  test('that drips is cut after its time, whatever still comes (H 2)', async ({ service }) => {
    expect(SERVER_LIMITS.handshakeTimeout).toBe(10_000)
    const socket = connect(address(service.url)).on('error', () => {})
    const startedAt = performance.now()
    socket.write(Buffer.from('160301020001', 'hex'))
    while (!socket.closed && performance.now() - startedAt < 5_000) {
      socket.resume().write('\0')
      await wait(20)
    }
    expect(performance.now() - startedAt).toBeLessThan(4_000)
  })

  test('that was begun is closed first for others (H 2)', async () => {
    const small = await startService((await sqlite.fresh()).config, { tls: true, limits: { maxConnections: 3 } })
    const begun: Socket[] = []
    for (let count = 0; count < 3; count += 1)
      begun.push(
        connect(address(small.url))
          .on('error', () => {})
          .resume(),
      )
    await expect.poll(small.connections).toBe(3)
    const kept = await openConnection(small.url)
    await expect.poll(() => begun.filter(({ closed }) => closed)).toHaveLength(1)
    // One that made its handshake waits for a request now, so the oldest of the others goes first.
    const next = await openConnection(small.url)
    for (const connection of [kept, next]) {
      connection.write('GET /livez HTTP/1.1\r\nHost: a\r\n\r\n')
      expect((await connection.answerTo('GET', '/livez')).status).toBe(200)
    }
    await small.stop()
  })
})
