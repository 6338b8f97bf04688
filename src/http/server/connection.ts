import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ErrorAnswer } from '../error-response.ts'
import type { WaitingConnections } from './waiting-connections.ts'

/** How long a client may go on sending what nobody reads any more, before it is cut. One that is cut at once may never see its answer (RFC 9112 §9.6). */
const LINGER_MS = 500

/** What a connection owes its client: answers, in the order of the requests, and after the last one nothing. */
export interface Connection {
  /** Notes an answer, until it is given and the body of its request is gone. False where the last was noted before: this request is not to be looked at. */
  owe(answer: ServerResponse): boolean
  /** No request counts that comes from now on: where the one before it ended is in doubt. */
  close(): void
  /** Ends with an answer to what is no request, once those before it are answered. Later ones are not asked for: Node tells of each further byte that it cannot read. */
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
  function settle(this: ServerResponse): void {
    if (this.req.complete) release(this)
    else dropRest(this.req, () => release(this))
  }
  return {
    owe(answer) {
      if (!isOpen) return false
      owed.add(answer)
      waiting.delete(socket)
      answer.on('close', settle)
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
      // What is malformed may be the rest of a request whose answer is already sent: a second one would be taken for that of the next.
      const isAnswered = [...owed].some(({ req, headersSent }) => !req.complete && headersSent)
      if (isAnswered) socket.destroySoon()
      else endWith(socket, rawMessage(answer))
    },
  }
}

/** Resolves when all requests that came whole, and those that did not but are being answered, have their answers. */
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

/** What Node writes for a response, for where it has none. */
function rawMessage({ status, headers, body }: ErrorAnswer): string {
  const all = { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}
