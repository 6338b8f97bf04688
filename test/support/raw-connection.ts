/**
 * A connection on which a test writes what it likes, be it HTTP or not, and whose every answer is held to the contract.
 *
 * @module
 */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { conforming, conformingRefusal } from './conformance.ts'

export interface RawAnswer {
  status: number
  headers: Headers
  text: string
}

export interface RawConnection {
  socket: Socket
  write(data: string | Uint8Array): void
  /** The next answer, to this request; what comes before it as `100 Continue` is passed over. */
  answerTo(method: string, path: string): Promise<RawAnswer>
  /** The next answer, to what is no request. */
  refusal(): Promise<RawAnswer>
  /** The next answer as it is: one of a status below 200, or one that is held to the contract once it is known what it answers. */
  unchecked(): Promise<RawAnswer>
  /** Resolves with all that came and was not asked for, once the service has closed the connection. */
  closed(): Promise<string>
  destroy(): void
}

/** Nothing of what is tested takes longer. */
const PATIENCE_MS = 5_000

export async function openConnection(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: false })
  let received = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk
  })
  // That it is cut is what tests are about.
  socket.on('error', () => {})
  await once(socket, 'connect')

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
      // A path may begin with two slashes; a URL of its own, it would be of a host.
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

/** A connection for one use. */
export async function withConnection<T>(url: string, use: (connection: RawConnection) => Promise<T>): Promise<T> {
  const connection = await openConnection(url)
  try {
    return await use(connection)
  } finally {
    connection.destroy()
  }
}

/** The first answer of `received`, once it is there as a whole. */
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

/** RFC 9112 §7.1, as Node writes it: without extensions or trailers. */
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
