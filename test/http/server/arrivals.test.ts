// REQUIREMENTS R 10: requests that arrive together share a question to the database, and no older answer.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import Sqlite from 'better-sqlite3'
import { describe, expect } from 'vitest'
import { sqlite } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { type RawConnection, withConnection } from '../../support/raw-connection.ts'
import type { RunningService } from '../../support/service.ts'

const test = onDatabase(sqlite)

const sidOf = (token: string): string => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).sid

const requestWith = (token: string) => `GET /protected HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n\r\n`

/** Runs `arrived` for each request, as soon as Node has read it. The service has not answered it yet. */
async function watchingArrivals<T>(arrived: (request: IncomingMessage) => void, work: () => Promise<T>): Promise<T> {
  const listener = (message: unknown) => arrived((message as { request: IncomingMessage }).request)
  subscribe('http.server.request.start', listener)
  try {
    return await work()
  } finally {
    unsubscribe('http.server.request.start', listener)
  }
}

const withTwo = <T>(service: RunningService, use: (first: RawConnection, second: RawConnection) => Promise<T>): Promise<T> =>
  withConnection(service.url, (first) => withConnection(service.url, (second) => use(first, second)))

/** Asks on a connection, so that the service remembers the token and has accepted the connection. */
async function ask(connection: RawConnection, token: string): Promise<number> {
  connection.write(requestWith(token))
  return (await connection.answerTo('GET', '/protected')).status
}

describe('a log-out that another process acknowledges', () => {
  test('between two requests of one turn ends the later one (R 10)', async ({ service, database, alice }) => {
    const token = alice.access_token
    const other = new Sqlite((database.config as { file: string }).file)
    const logOut = other.prepare('update sessions set ended_at_ms = 1 where id = ?')
    await withTwo(service, async (first, second) => {
      expect([await ask(first, token), await ask(second, token)]).toEqual([200, 200])
      // Otherwise the kernel keeps the second half until the first is acknowledged (RFC 896).
      second.socket.setNoDelay()
      const text = requestWith(token)
      const half = text.length / 2
      let turn = 0
      const turns: number[] = []
      const answers = await watchingArrivals(
        () => {
          turns.push(turn)
          if (turns.length > 1) return
          setImmediate(() => {
            turn += 1
          })
          // After the service has taken the first request, and before the loop reads the second.
          process.nextTick(() => {
            logOut.run(sidOf(token))
            second.write(text.slice(half))
          })
        },
        async () => {
          // Both are readable when the loop polls next. The second request is whole only after the log-out.
          first.write(text)
          second.write(text.slice(0, half))
          return [await first.answerTo('GET', '/protected'), await second.answerTo('GET', '/protected')]
        },
      )
      expect(turns, 'both arrive in one turn of the event loop').toEqual([0, 0])
      expect(answers[1]!.status).toBe(401)
    })
    other.close()
  })
})
