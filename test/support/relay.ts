/** A name that leads to one server at a time, as DNS or a virtual address does: a TCP relay. @module */

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Relay {
  /** That of the server, by way of the relay. */
  url: string
  /**
   * Where new connections lead from now on; those that are there stay. Undefined: to a machine that never
   * answers.
   */
  leadTo(url: string | undefined): void
  /** Ends all connections, as a server that stops. */
  cut(): void
  /** From now on nothing passes on the connections that are there, as when a machine loses its power. */
  silence(): void
  close(): Promise<void>
}

export async function createRelay(firstUrl: string): Promise<Relay> {
  let to: URL | undefined = new URL(firstUrl)
  const sockets = new Set<Socket>()
  const track = (socket: Socket) => {
    sockets.add(socket)
    // Its end is told by `close`.
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
