import { type Client, requireGrant } from '../clients/client.ts'
import { Refusal } from '../errors.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { AccessTokens, IssuedTokens } from './access-token.ts'
import { audienceForService } from './audience.ts'
import { grantServiceScope } from './scope.ts'

/** @throws {Refusal} `unauthorized_client`, `invalid_scope` or `invalid_target`. */
export type ClientCredentialsGrant = (request: {
  client: Client
  scope?: string | undefined
  resources: readonly string[]
}) => Promise<IssuedTokens>

/**
 * Creates the client credentials grant (RFC 6749 §4.4), for confidential clients only. It issues no refresh
 * token (§4.4.3) and writes no row.
 */
export function createClientCredentialsGrant({
  accessTokens,
  keys,
  issuer,
}: {
  accessTokens: AccessTokens
  keys: Pick<KeyRing, 'catchUp'>
  issuer: string
}): ClientCredentialsGrant {
  return async ({ client, scope: requested, resources }) => {
    requireGrant(client, 'client_credentials')
    if (!client.confidential)
      throw new Refusal('unauthorized_client', 'The client may not use this grant: it is public (RFC 6749 section 4.4).')
    const scope = grantServiceScope(requested, client)
    const audience = audienceForService(resources, client, issuer)
    // Nothing that was read so far says which keys are current.
    await keys.catchUp()
    return { accessToken: await accessTokens.issueForService(client, scope, audience), scope }
  }
}
