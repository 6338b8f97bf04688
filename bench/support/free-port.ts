import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const GIVE_UP_AFTER_MS = 30_000

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

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
