import type { User } from '../accounts/user.ts'
import { type Client, requireGrant } from '../clients/client.ts'
import { Refusal } from '../errors.ts'
import type { Act } from '../events/event.ts'
import type { EventStore } from '../events/event-store.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { ServiceStateStore } from '../service-state.ts'
import { sessionOfOneToken } from '../sessions/session-policy.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import type { AccessTokens, IssuedTokens } from './access-token.ts'
import { audienceForPerson } from './audience.ts'
import type { ClientCredentialsGrant } from './client-credentials-grant.ts'
import { grantScope } from './scope.ts'

interface TokenRequest {
  client: Client
  scope?: string | undefined
  resources: readonly string[]
}

/**
 * Creates access tokens for an operator, without the client's secret or the user's password. They never get
 * more than a grant would give; each has an event, and none a refresh token.
 *
 * @throws {Refusal} `unauthorized_client`, `invalid_scope` or `invalid_target` as a grant does, and
 * `forbidden` if the user is disabled.
 */
export function createOperatorTokens({
  clientCredentialsGrant,
  accessTokens,
  sessions,
  events,
  state,
  keys,
  issuer,
  ttlSeconds,
  system,
}: {
  clientCredentialsGrant: ClientCredentialsGrant
  accessTokens: AccessTokens
  sessions: SessionStore
  events: EventStore
  state: Pick<ServiceStateStore, 'read'>
  keys: Pick<KeyRing, 'refresh'>
  issuer: string
  ttlSeconds: number
  system: System
}) {
  return {
    async forClient(request: TokenRequest, act: Act): Promise<IssuedTokens> {
      const issued = await clientCredentialsGrant(request)
      await events.record([{ type: 'token_issued', clientId: request.client.id, ...act, detail: { scope: issued.scope } }])
      return issued
    },

    /** Also opens a session that ends with the token: a person's token is alive only with its session. */
    async forUser(user: User, { client, scope: requested, resources }: TokenRequest, act: Act): Promise<IssuedTokens> {
      requireGrant(client, 'password')
      if (user.disabledAtMs !== null) throw new Refusal('forbidden', 'The user is disabled.')
      const scope = grantScope(requested, client, user.scope)
      const audience = audienceForPerson(resources, client, issuer)
      const { epoch: serviceEpoch, keysVersion } = await state.read()
      await keys.refresh(keysVersion)
      const epochs = { userEpoch: user.epoch, clientEpoch: client.epoch, serviceEpoch }
      const opened = { userId: user.id, clientId: client.id, scope, ...epochs }
      const session = sessionOfOneToken({ ...opened, address: null, device: null }, { maxSeconds: ttlSeconds }, ttlSeconds, system)
      const accessToken = await accessTokens.issueForSession(session, user, scope, audience)
      const whose = { userId: user.id, clientId: client.id, sessionId: session.id }
      await sessions.open(session, { event: { type: 'token_issued', ...whose, ...act, detail: { scope } } })
      return { accessToken, scope }
    },
  }
}
