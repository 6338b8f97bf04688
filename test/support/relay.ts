/** A TCP relay: a name that leads to one server at a time, as DNS or a virtual address does. @module */

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Relay {
  /** The server's URL through the relay. */
  url: string
  /** Sets where new connections lead; existing ones stay. Undefined means a machine that never answers. */
  leadTo(url: string | undefined): void
  /** Ends all connections, as a stopping server does. */
  cut(): void
  /** Stops all traffic on existing connections, as if the machine lost power. */
  silence(): void
  close(): Promise<void>
}

export async function createRelay(firstUrl: string): Promise<Relay> {
  let to: URL | undefined = new URL(firstUrl)
  const sockets = new Set<Socket>()
  const track = (socket: Socket) => {
    sockets.add(socket)
    // `close` follows every error.
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  }
  const server = createServer((incoming) => {
    track(incoming)
    if (to === undefined) return
    const outgoing = connect(Number(to.port), to.hostname)
    track(outgoing)
    join(incoming, outgoing)
    join(outgoing, incoming)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: Object.assign(new URL(firstUrl), { port: `${port}` }).href,
    leadTo(url) {
      to = url === undefined ? undefined : new URL(url)
    },
    cut,
    silence() {
      for (const socket of sockets) socket.unpipe().pause()
    },
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}

function join(from: Socket, to: Socket): void {
  from.setNoDelay(true)
  from.on('close', () => to.destroy())
  from.pipe(to)
}
