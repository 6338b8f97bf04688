import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { RequestText } from './request.ts'

/**
 * A keep-alive connection on a bare socket, with at most one open request; an HTTP client would cost too
 * much. It reads answers that give their length, and fails on any status except 200.
 */
export interface Connection {
  /** `answered` is called with the whole answer, and may send the next request at once. */
  send(request: RequestText, answered: (answer: string) => void): void
  close(): void
}

const READ_BUFFER_BYTES = 16 * 1024

/** @param failed Called once, if the connection breaks or an answer is wrong. */
export async function openConnection(port: number, failed: (error: Error) => void): Promise<Connection> {
  let waiting: ((answer: string) => void) | undefined
  let received = ''
  const take = (text: string): void => {
    received = received === '' ? text : received + text
    const end = received.indexOf('\r\n\r\n')
    if (end === -1) return
    const bodyLength = received.startsWith('HTTP/1.1 200 ') ? lengthOf(received) : undefined
    if (bodyLength === undefined) {
      fail(new Error(`Not 200, or without a length: ${received.slice(0, 600)}`))
      return
    }
    if (received.length < end + 4 + bodyLength) return
    const [answer, answered] = [received, waiting!]
    received = ''
    waiting = undefined
    answered(answer)
  }
  const onread = {
    buffer: Buffer.allocUnsafe(READ_BUFFER_BYTES),
    callback: (bytes: number, buffer: Uint8Array) => {
      take((buffer as Buffer).toString('latin1', 0, bytes))
      return true
    },
  }
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true, onread })
  const fail = (error: Error) => {
    socket.destroy()
    failed(error)
  }
  await once(socket, 'connect')
  socket.on('error', fail)
  socket.on('end', () => waiting && fail(new Error('The server closed a connection that waited for an answer.')))
  return {
    send(request, answered) {
      waiting = answered
      socket.write(request, 'latin1')
    },
    close: () => void socket.destroy(),
  }
}

/** Returns the length of the body, as the header gives it. */
function lengthOf(text: string): number | undefined {
  const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(text)?.[1]
  return length === undefined ? undefined : Number(length)
}
