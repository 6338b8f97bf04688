/** A name that leads to one server at a time, as DNS or a virtual address does: a TCP relay. @module */

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Relay {
  /** That of the server, by way of the relay. */
  url: string
  /** Where new connections lead from now on; those that are there stay. */
  leadTo(url: string): void
  /** Ends all connections, as a server that stops. */
  cut(): void
  /** From now on nothing passes on the connections that are there, as when a machine loses its power. */
  silence(): void
  close(): Promise<void>
}

export async function createRelay(firstUrl: string): Promise<Relay> {
  let to = new URL(firstUrl)
  const sockets = new Set<Socket>()
  const server = createServer((incoming) => {
    const outgoing = connect(Number(to.port), to.hostname)
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: Object.assign(new URL(firstUrl), { port: `${port}` }).href,
    leadTo(url) {
      to = new URL(url)
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
