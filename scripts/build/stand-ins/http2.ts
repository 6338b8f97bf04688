/**
 * Replaces `node:http2` for @hono/node-server. It needs the module to recognise requests of HTTP/2, which
 * Mintmark does not serve.
 *
 * @module
 */

import { IncomingMessage } from 'node:http'

const http2 = () => process.getBuiltinModule('node:http2')

/** Only for `instanceof`. A request of HTTP/1 is recognised without loading the module. */
export const Http2ServerRequest = {
  [Symbol.hasInstance]: (value: unknown): boolean => !(value instanceof IncomingMessage) && value instanceof http2().Http2ServerRequest,
}

export const constants = {
  get NGHTTP2_NO_ERROR(): number {
    return http2().constants.NGHTTP2_NO_ERROR
  },
}
