import type {} from 'fastify'
import type { AccessTokenClaims } from './access-token-claims.ts'
import { authorizationValues } from './authorization.ts'
import { type AuthOptions, createGuard } from './guard.ts'
import { isRefused } from './refusal.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The claims of the token, behind `requireAuth`. */
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
  /** Of a route it takes what the route answers. */
  send(payload: never): unknown
}

/** By what is needed of Fastify's types, so that it goes before every route, whatever server, logger and types that has. */
export type AuthHook = (request: AuthRequest, reply: AuthReply) => Promise<unknown>

/** A hook, best for `onRequest`: before any body is read. Lets a request through that has a good token, whose claims are then `request.auth`. */
export function requireAuth(options: AuthOptions): AuthHook {
  const guard = createGuard(options)
  return async (request, reply) => {
    const verdict = await guard(authorizationValues(request.headers.authorization, request.raw.rawHeaders), request)
    // Somebody has answered in the meantime, such as a time limit.
    if (reply.sent) return reply
    if (isRefused(verdict)) {
      const { status, headers, body } = verdict.refusal
      reply.code(status)
      reply.headers(headers)
      // Of a text Fastify would change the media type.
      return reply.send(Buffer.from(JSON.stringify(body)) as never)
    }
    if (verdict.claims !== undefined) request.auth = verdict.claims
    return undefined
  }
}
