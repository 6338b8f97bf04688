import type { Socket } from 'node:net'

/** How many are closed if the process can open no further file. */
const CLOSED_AT_ONCE = 10

/**
 * The connections on which no request is being answered. Those that have waited longest are closed first if
 * there are too many.
 */
export interface WaitingConnections {
  /** From now on it waits for its next request, or its first one. */
  add(socket: Socket): void
  /** A request came, or the connection is closed. */
  delete(socket: Socket): void
  /** Closes the one that has waited longest. False if none waits. */
  closeLongest(): boolean
  /** Closes some, since the process can open no further file. */
  closeSome(): void
  /** Called at equal intervals: closes those that have waited for longer than they are kept. */
  sweep(): void
}

/**
 * Node ends a wait itself, but begins to count again at every byte: a client that sends empty lines, which
 * RFC 9112 §2.2 allows before a request, would keep its connection for ever. So the sweeps that a
 * connection has seen are counted here.
 *
 * @param keepSweeps How many sweeps a connection may wait for.
 */
export function createWaitingConnections(keepSweeps: number): WaitingConnections {
  // In the order in which they began to wait, each with the sweep that was the last one then.
  const waiting = new Map<Socket, number>()
  let sweeps = 0
  const longest = (): Socket | undefined => waiting.keys().next().value
  const close = (socket: Socket) => {
    waiting.delete(socket)
    socket.destroy()
  }
  return {
    add(socket) {
      waiting.delete(socket)
      waiting.set(socket, sweeps)
    },
    delete: (socket) => void waiting.delete(socket),
    closeLongest() {
      const socket = longest()
      if (socket !== undefined) close(socket)
      return socket !== undefined
    },
    closeSome() {
      for (const socket of [...waiting.keys()].slice(0, CLOSED_AT_ONCE)) close(socket)
    },
    sweep() {
      sweeps += 1
      for (const [socket, since] of waiting) {
        if (sweeps - since <= keepSweeps) return
        close(socket)
      }
    },
  }
}
