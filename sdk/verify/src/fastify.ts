import type { onRequestAsyncHookHandler } from 'fastify'
import type { AccessTokenClaims } from './access-token-claims.ts'
import { authorizationValues } from './authorization.ts'
import { type AuthOptions, createGuard } from './guard.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The claims of the token, behind `requireAuth`. */
    auth?: AccessTokenClaims
  }
}

/** A hook, best for `onRequest`: before any body is read. Lets a request through that has a good token, whose claims are then `request.auth`. */
export function requireAuth(options: AuthOptions): onRequestAsyncHookHandler {
  const guard = createGuard(options)
  return async (request, reply) => {
    const verdict = await guard(authorizationValues(request.headers.authorization, request.raw.rawHeaders))
    // Somebody has answered in the meantime, such as a time limit.
    if (reply.sent) return reply
    if ('refusal' in verdict) {
      const { status, headers, body } = verdict.refusal
      // Of a text Fastify would change the media type.
      return reply
        .code(status)
        .headers(headers)
        .send(Buffer.from(JSON.stringify(body)))
    }
    request.auth = verdict.claims
    return undefined
  }
}
