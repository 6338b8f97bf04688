import { randomInt } from 'node:crypto'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const GIVE_UP_AFTER_MS = 30_000

/** Below the ports that Linux and macOS give if a program asks for any port. */
const [FIRST_PORT, LAST_PORT] = [15_000, 32_000]

/**
 * Returns a port that nothing listens on. No program gets it by asking for any port, so it stays free while a
 * server restarts.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, LAST_PORT)
    if (await isFree(port)) return port
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

/**
 * Returns the milliseconds until something answers on the port. A server that listens but is not ready lets
 * its caller wait, so it is asked once.
 */
export async function answeredAfterMs(port: number, askEveryMs: number): Promise<number> {
  const start = performance.now()
  while (!(await answers(port))) {
    if (performance.now() - start > GIVE_UP_AFTER_MS) throw new Error(`Nothing answers on port ${port}.`)
    await sleep(askEveryMs)
  }
  return performance.now() - start
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'))
    socket.once('data', () => resolve(true)).once('close', () => resolve(false))
    socket.on('error', () => {})
  })
