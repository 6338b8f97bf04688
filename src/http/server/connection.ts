import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ErrorAnswer } from '../error-response.ts'

/**
 * How long a client may go on sending after its answer, in milliseconds. If the server cut it at once, the
 * client might never see the answer (RFC 9112 §9.6).
 */
const LINGER_MS = 500

/** How many waiting connections are closed if the process cannot open another file. */
const CLOSED_AT_ONCE = 10

/** One connection of a client. It answers requests in their order, and after a refusal nothing more. */
export interface Connection {
  /**
   * Tracks an answer until it is sent and the body of its request has ended. Returns false after `close`;
   * then the request must not be answered.
   */
  owe(answer: ServerResponse): boolean
  /** Ignores every later request, because nobody can tell where the one before it ended. */
  close(): void
  /** Answers bytes that are not a request, after the requests before them, and ends the connection. */
  refuse(answerOf: () => ErrorAnswer): Promise<void>
}

export function createConnection(socket: Socket, waiting: Pick<WaitingConnections, 'add' | 'delete'>): Connection {
  const owed = new Set<ServerResponse>()
  let isOpen = true
  let isRefused = false
  waiting.add(socket)
  const release = (answer: ServerResponse) => {
    owed.delete(answer)
    if (owed.size === 0 && !socket.destroyed) waiting.add(socket)
  }
  // All requests share this function, so that none has to create one.
  function onClose(this: ServerResponse): void {
    if (this.req.complete) release(this)
    else dropRest(this.req, () => release(this))
  }
  return {
    owe(answer) {
      if (!isOpen) return false
      owed.add(answer)
      waiting.delete(socket)
      answer.on('close', onClose)
      return true
    },
    close() {
      isOpen = false
    },
    async refuse(answerOf) {
      if (isRefused) return
      isRefused = true
      isOpen = false
      const answer = answerOf()
      await answered(owed)
      if (!socket.writable) return
      // The malformed bytes may belong to a request that is answered already. The client would take a second
      // answer for that of its next request.
      const isAnswered = [...owed].some(({ req, headersSent }) => !req.complete && headersSent)
      if (isAnswered) socket.destroySoon()
      else endWith(socket, rawMessage(answer))
    },
  }
}

/** Resolves when each request is answered that arrived completely, or whose answer has begun. */
async function answered(owed: Set<ServerResponse>): Promise<void> {
  for (;;) {
    const due = [...owed].filter(({ req, headersSent, closed }) => !closed && (req.complete || headersSent))
    const last = due.at(-1)
    if (last === undefined) return
    await new Promise((resolve) => last.once('close', resolve))
  }
}

/** Discards the rest of a body, because a client may read the answer only after it has sent everything. */
function dropRest(incoming: IncomingMessage, done: () => void): void {
  const cut = setTimeout(() => incoming.socket.destroySoon(), LINGER_MS).unref()
  incoming.once('close', () => {
    clearTimeout(cut)
    done()
  })
  incoming.resume()
}

function endWith(socket: Socket, message: string): void {
  const cut = setTimeout(() => socket.destroy(), LINGER_MS).unref()
  socket.once('close', () => clearTimeout(cut))
  socket.end(message)
}

/**
 * Builds the text of a response, for a connection without a request. If there is a request, Node builds
 * it.
 */
function rawMessage({ status, headers, body }: ErrorAnswer): string {
  const all = { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

/**
 * The connections that wait for a request. If there are too many, the one that has waited longest is
 * closed.
 */
export interface WaitingConnections {
  /** Starts the wait of a connection for its first request, or for its next one. */
  add(socket: Socket): void
  /** Ends the wait, because a request came or the connection is closed. */
  delete(socket: Socket): void
  /** Closes the connection that has waited longest. Returns false if none waits. */
  closeLongest(): boolean
  /** Closes some connections, because the process cannot open another file. */
  closeSome(): void
  /** Closes the connections that have waited for too long. Call it at equal intervals. */
  sweep(): void
}

/**
 * Creates the record of the waiting connections, which counts the sweeps that each has seen. Node restarts
 * its own timer with every byte, so a client that sends empty lines (RFC 9112 §2.2) could wait for ever.
 *
 * @param keepSweeps How many sweeps a connection may wait for.
 */
export function createWaitingConnections(keepSweeps: number): WaitingConnections {
  // In the order in which they began to wait, each with the number of sweeps until then.
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
