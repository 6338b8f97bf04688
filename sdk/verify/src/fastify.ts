import type {} from 'fastify'
import type { AccessTokenClaims } from './access-token-claims.ts'
import { authorizationValues } from './authorization.ts'
import { type AuthOptions, createGuard } from './guard.ts'
import { isRefused } from './refusal.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The claims of the token, after `requireAuth`. */
    auth?: AccessTokenClaims
  }
}

interface AuthRequest {
  headers: { authorization?: string | undefined }
  raw: { rawHeaders: string[] }
  auth?: AccessTokenClaims
}

interface AuthReply {
  sent: boolean
  code(status: number): unknown
  headers(values: Record<string, string>): unknown
  /** Its parameter depends on the route. */
  send(payload: never): unknown
}

/** Has only the needed parts of Fastify's types, so that it fits every route, server and logger. */
export type AuthHook = (request: AuthRequest, reply: AuthReply) => Promise<unknown>

/**
 * Creates a hook that lets a request with a good token through, and sets `request.auth` to the token's
 * claims. Use it for `onRequest`, before any body is read.
 */
export function requireAuth(options: AuthOptions): AuthHook {
  const guard = createGuard(options)
  return async (request, reply) => {
    const verdict = await guard(authorizationValues(request.headers.authorization, request.raw.rawHeaders), request)
    // Another handler, such as a time limit, has answered meanwhile.
    if (reply.sent) return reply
    if (isRefused(verdict)) {
      const { status, headers, body } = verdict.refusal
      reply.code(status)
      reply.headers(headers)
      // For text, Fastify would change the media type.
      return reply.send(Buffer.from(JSON.stringify(body)) as never)
    }
    if (verdict.claims !== undefined) request.auth = verdict.claims
    return undefined
  }
}
