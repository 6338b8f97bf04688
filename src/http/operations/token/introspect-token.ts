import type { components } from '#generated/openapi.d.ts'
import type { ActiveToken } from '../../../oauth/introspection.ts'
import type { Operation } from '../../operation-handler.ts'
import type { Parts } from '../../parts.ts'
import { askingClient } from '../../request/client-credentials.ts'

type Schemas = components['schemas']

/** Tells a confidential client whether a token is alive, and what it says (RFC 7662). */
export function introspectToken({ caller, clients, issuer, tokens }: Parts): Operation<'introspectToken'> {
  return async (c) => {
    const form = c.req.valid('form')
    const client = await askingClient(c, form, clients.authenticateConfidential, caller.of(c))
    const active = await tokens.introspection(client, form.token)
    const body: Schemas['Introspection'] = active === undefined ? { active: false } : viewOf(active, issuer)
    return c.json(body, 200)
  }
}

const viewOf = (active: ActiveToken, issuer: string): Schemas['Introspection'] =>
  active.kind === 'access_token' ? ofAccessToken(active) : ofRefreshToken(active, issuer)

function ofAccessToken({ claims }: Extract<ActiveToken, { kind: 'access_token' }>): Schemas['ActiveAccessToken'] {
  const { iss, sub, aud, exp, iat, jti, client_id, scope, username, sid } = claims
  const person = { ...(username === undefined ? {} : { username }), ...(sid === undefined ? {} : { sid }) }
  return { active: true, token_type: 'Bearer', iss, sub, aud, exp, iat, jti, client_id, scope, ...person }
}

/**
 * Describes a refresh token. Its audience is the issuer alone, so that no resource server takes it for a
 * token of its own.
 */
function ofRefreshToken({ session, user }: Extract<ActiveToken, { kind: 'refresh_token' }>, iss: string): Schemas['ActiveRefreshToken'] {
  const seconds = (ms: number) => Math.floor(ms / 1000)
  const times = { exp: seconds(Math.min(session.idleEndsAtMs, session.endsAtMs)), iat: seconds(session.rotatedAtMs) }
  const whose = { client_id: session.clientId, scope: session.scope, username: user.username, sid: session.id }
  return { active: true, token_type: 'refresh_token', iss, sub: session.userId, aud: iss, ...times, ...whose }
}
