/**
 * A connection on which a test can write anything, valid HTTP or not. Every answer is checked against the
 * contract.
 *
 * @module
 */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { connect as tlsConnect } from 'node:tls'
import { conforming, conformingRefusal } from './conformance.ts'

export interface RawAnswer {
  status: number
  headers: Headers
  text: string
}

export interface RawConnection {
  socket: Socket
  write(data: string | Uint8Array): void
  /** Returns the next answer, to this request. Earlier interim answers such as `100 Continue` are skipped. */
  answerTo(method: string, path: string): Promise<RawAnswer>
  /** Returns the next answer, to input that is not a valid request. */
  refusal(): Promise<RawAnswer>
  /**
   * Returns the next answer unchecked. It is an interim answer, or the test checks it later, when it knows
   * the request.
   */
  unchecked(): Promise<RawAnswer>
  /** Waits until the service closes the connection. Resolves with the unread rest. */
  closed(): Promise<string>
  destroy(): void
}

/** Nothing that is tested takes longer. */
const PATIENCE_MS = 5_000

export async function openConnection(url: string): Promise<RawConnection> {
  const { protocol, hostname: host, port } = new URL(url)
  const isTls = protocol === 'https:'
  const socket = isTls ? tlsConnect({ host, port: Number(port) }) : connect({ host, port: Number(port), allowHalfOpen: false })
  let received = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk
  })
  // Some tests are about cut connections.
  socket.on('error', () => {})
  await once(socket, isTls ? 'secureConnect' : 'connect')

  async function until<T>(what: string, found: () => T | undefined): Promise<T> {
    for (let waitedMs = 0; ; waitedMs += 5) {
      const result = found()
      if (result !== undefined) return result
      if (socket.closed || waitedMs > PATIENCE_MS) throw new Error(`no ${what}; unread: ${JSON.stringify(received.slice(0, 500))}`)
      await wait(5)
    }
  }
  const next = () =>
    until('answer', () => {
      const found = parseAnswer(received)
      received = found?.rest ?? received
      return found?.answer
    })

  return {
    socket,
    write: (data) => void socket.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data),
    async answerTo(method, path) {
      let answer = await next()
      while (answer.status < 200) answer = await next()
      // A path may begin with two slashes. Without the prefix, the URL would then name a host.
      await conforming(method, `http://service${path}`, responseOf(answer))
      return answer
    },
    async refusal() {
      const answer = await next()
      await conformingRefusal(responseOf(answer))
      return answer
    },
    unchecked: next,
    closed: () => until('end', () => (socket.closed ? received : undefined)),
    destroy: () => void socket.destroy(),
  }
}

/** Opens a connection for one use, and closes it. */
export async function withConnection<T>(url: string, use: (connection: RawConnection) => Promise<T>): Promise<T> {
  const connection = await openConnection(url)
  try {
    return await use(connection)
  } finally {
    connection.destroy()
  }
}

/** Returns the first answer of `received` when it is complete. */
function parseAnswer(received: string): { answer: RawAnswer; rest: string } | undefined {
  const head = /^HTTP\/1\.1 (\d{3}) [^\r\n]+\r\n((?:[^\r\n]+\r\n)*)\r\n/.exec(received)
  if (head === null) return undefined
  const lines = (head[2] ?? '').split('\r\n').filter((line) => line !== '')
  const headers = new Headers(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]))
  const rest = received.slice(head[0].length)
  const body = headers.get('transfer-encoding') === 'chunked' ? chunked(rest) : announced(rest, Number(headers.get('content-length') ?? 0))
  return body && { answer: { status: Number(head[1]), headers, text: body.text }, rest: body.rest }
}

interface Body {
  text: string
  rest: string
}

const announced = (received: string, length: number): Body | undefined =>
  received.length < length ? undefined : { text: received.slice(0, length), rest: received.slice(length) }

/** Reads chunks as Node writes them, without extensions or trailers (RFC 9112 §7.1). */
function chunked(received: string): Body | undefined {
  let text = ''
  let rest = received
  for (;;) {
    const size = /^([0-9a-f]+)\r\n/i.exec(rest)
    if (size === null) return undefined
    const chunk = announced(rest.slice(size[0].length), Number.parseInt(size[1]!, 16))
    if (chunk === undefined || chunk.rest.length < 2) return undefined
    text += chunk.text
    rest = chunk.rest.slice(2)
    if (chunk.text === '') return { text, rest }
  }
}

export const responseOf = ({ status, headers, text }: RawAnswer) => new Response(text === '' ? null : text, { status, headers })
