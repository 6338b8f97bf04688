// Connections are kept longer than a proxy keeps them. If there are too many, the one that has waited longest
// is closed (docs/design/architecture.md#connections).
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { sqlite } from '../../support/databases.ts'
import { openConnection, type RawConnection } from '../../support/raw-connection.ts'
import { type RunningService, startService } from '../../support/service.ts'

const LIVEZ = 'GET /livez HTTP/1.1\r\nHost: a\r\n\r\n'

let s: RunningService
afterEach(() => s.stop())

const start = async (options: Parameters<typeof startService>[1]) => {
  s = await startService((await sqlite.fresh()).config, options)
}
async function answered(connection: RawConnection): Promise<RawConnection> {
  connection.write(LIVEZ)
  expect((await connection.answerTo('GET', '/livez')).status).toBe(200)
  return connection
}
const open = async () => answered(await openConnection(s.url))

test('the answer says how long the connection is kept', async () => {
  await start({ config: { keepAliveSeconds: 3600 } })
  expect((await s.get('/livez')).headers.get('keep-alive')).toBe('timeout=3600')
})

test('an idle connection is closed in time, even with empty lines (H 2)', async () => {
  await start({ limits: { keepAliveTimeout: 1_000, connectionsCheckingInterval: 100 } })
  const [idle, dripping, busy] = [await open(), await open(), await open()]
  // RFC 9112 §2.2 allows empty lines before a request.
  const drip = setInterval(() => dripping.socket.writable && dripping.write('\r\n'), 20)
  try {
    for (; !(idle.socket.closed && dripping.socket.closed); await wait(50)) await answered(busy)
  } finally {
    clearInterval(drip)
  }
  await answered(busy)
  busy.destroy()
})

test('above the most connections, the longest waiting is closed (H 2)', async () => {
  await start({ limits: { maxConnections: 5 } })
  const [oldest, second, ...others] = await Promise.all(Array.from({ length: 5 }, () => openConnection(s.url)))
  for (const connection of [oldest!, second!, ...others]) await answered(connection)
  // A new request restarts the wait: now the second connection has waited longest.
  await answered(oldest!)
  const sixth = await open()
  expect(await second!.closed()).toBe('')
  for (const connection of [oldest!, ...others, sixth]) await answered(connection)
  expect(s.logged.filter((line) => line.includes('There are too many connections'))).toHaveLength(1)
})

test('a connection with an open request is not closed for others (H 2)', async () => {
  await start({ limits: { maxConnections: 3 } })
  const body = '{"username":"nobody","password":"nothing"}'
  const fields = ['Host: a', 'Content-Type: application/json', `Content-Length: ${body.length}`, 'Expect: 100-continue']
  const busy = await Promise.all([1, 2, 3].map(() => openConnection(s.url)))
  for (const connection of busy) {
    connection.write(`POST /login HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n`)
    expect((await connection.unchecked()).status).toBe(100)
  }
  const { hostname, port } = new URL(s.url)
  expect(await text(connect({ host: hostname, port: Number(port) }))).toBe('')
  for (const connection of busy) connection.write(body)
  for (const connection of busy) expect((await connection.answerTo('POST', '/login')).status).toBe(401)
})
