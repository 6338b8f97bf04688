import type { IncomingMessage } from 'node:http'
import type { Context, MiddlewareHandler, Next } from 'hono'
import { Refusal } from '../../errors.ts'
import type { Environment } from '../environment.ts'

export const MAX_BODY_BYTES = 64 * 1024

/**
 * Refuses a body of more than 64 KiB on every path, whether or not anybody would have read it. One whose length is announced is refused unread, by that length; one
 * that comes in chunks is read here, before anything is done, since nothing else tells how long it is.
 */
export const bodyLimit: MiddlewareHandler<Environment> = (c, next) => {
  const { headers } = c.env.incoming
  if (headers['transfer-encoding'] !== undefined) return readFirst(c, next)
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge()
  return next()
}

async function readFirst(c: Context<Environment>, next: Next): Promise<void> {
  c.set('body', await readBody(c.env.incoming))
  return next()
}

/** Throws `content_too_large` as soon as there is too much of it, and `malformed_request` where the client goes away before its end. */
export function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const chunks: Buffer[] = []
  let length = 0
  const onData = (chunk: Buffer) => {
    length += chunk.length
    chunks.push(chunk)
    if (length > MAX_BODY_BYTES) finish(() => reject(tooLarge()))
  }
  const onEnd = () => finish(() => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
  const onClose = () => finish(() => reject(new Refusal('malformed_request', 'The body did not come whole.', { cause: incoming.errored })))
  const finish = (settle: () => void) => {
    incoming.off('data', onData).off('end', onEnd).off('close', onClose)
    settle()
  }
  incoming.on('data', onData).on('end', onEnd).on('close', onClose)
  // Of a request without a body the end has gone by already.
  if (incoming.readableEnded) onEnd()
  else if (incoming.destroyed) onClose()
  return promise
}

const tooLarge = () => new Refusal('content_too_large', 'The body is larger than 64 KiB.')
