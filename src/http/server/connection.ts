import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ErrorAnswer } from '../error-response.ts'

/** How long a client may go on sending. If it is cut at once, it may never see its answer (RFC 9112 §9.6). */
const LINGER_MS = 500

/** How many are closed if the process can open no further file. */
const CLOSED_AT_ONCE = 10

/** What a connection owes its client: answers in the order of the requests, then nothing. */
export interface Connection {
  /** Notes an answer until it is given and its request's body is gone. False after `close`: do not answer. */
  owe(answer: ServerResponse): boolean
  /** Ignores every later request: nobody can tell where the one before it ended. */
  close(): void
  /** Answers what is not a request, after the requests before it, and ends the connection. */
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
  // One function for all requests, not a new one for each.
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
      // The malformed part may belong to an answered request: a second answer would count for the next one.
      const isAnswered = [...owed].some(({ req, headersSent }) => !req.complete && headersSent)
      if (isAnswered) socket.destroySoon()
      else endWith(socket, rawMessage(answer))
    },
  }
}

/** Resolves when every request that came whole, or whose answer has begun, is answered. */
async function answered(owed: Set<ServerResponse>): Promise<void> {
  for (;;) {
    const due = [...owed].filter(({ req, headersSent, closed }) => !closed && (req.complete || headersSent))
    const last = due.at(-1)
    if (last === undefined) return
    await new Promise((resolve) => last.once('close', resolve))
  }
}

/** Lets the rest of a body pass unread: the client first sends, then looks at the answer. */
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

/** The text of a response. Node writes it itself if there is a request. */
function rawMessage({ status, headers, body }: ErrorAnswer): string {
  const all = { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

/** The connections that wait for a request. If there are too many, the longest wait ends first. */
export interface WaitingConnections {
  /** The connection waits from now on for its next request, or for its first one. */
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
 * Node ends a wait itself, but counts again from every byte. A client that sends empty lines (RFC 9112 §2.2)
 * would keep its connection for ever, so the sweeps that a connection has seen are counted here.
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
