// A grant first checks that the client is registered for it (RFC 6749 §5.2, REQUIREMENTS T 6).
import { expect, test } from 'vitest'
import { builtInClient, type Client, type GrantType } from '../../src/clients/client.ts'
import { createClientCredentialsGrant } from '../../src/oauth/client-credentials-grant.ts'
import { createOperatorTokens } from '../../src/oauth/operator-tokens.ts'
import { createPasswordGrant } from '../../src/oauth/password-grant.ts'
import { createRefresh } from '../../src/oauth/refresh.ts'
import { aUser } from '../data/rows.ts'

/** No dependencies, so a grant that uses any would fail. */
const NOTHING = {} as never
const ORIGIN = { address: '192.0.2.1', addressKey: '192.0.2.1', device: undefined }
const ACT = { atMs: 0 }

const clientCredentialsGrant = createClientCredentialsGrant(NOTHING)
const operator = createOperatorTokens({ ...(NOTHING as object), clientCredentialsGrant } as never)

test.each<[string, GrantType, (client: Client) => Promise<unknown>]>([
  [
    'the password grant',
    'password',
    (client) => createPasswordGrant(NOTHING)({ client, username: 'a', password: 'b', resources: [], caller: ORIGIN }),
  ],
  [
    'the refresh token grant',
    'refresh_token',
    (client) => createRefresh(NOTHING)({ kind: 'form', client, refreshToken: 'mrt_', resources: [] }, { caller: ORIGIN }),
  ],
  ['the client credentials grant', 'client_credentials', (client) => clientCredentialsGrant({ client, resources: [] })],
  ["an operator's token for a client", 'client_credentials', (client) => operator.forClient({ client, resources: [] }, ACT)],
  ["an operator's token for a user", 'password', (client) => operator.forUser(aUser(), { client, resources: [] }, ACT)],
])('%s is only for registered clients: %s (T 6)', async (_, grant, run) => {
  const grants = (['password', 'refresh_token', 'client_credentials'] as const).filter((one) => one !== grant)
  const client: Client = { ...builtInClient([]), confidential: true, grants }
  await expect(run(client)).rejects.toMatchObject({ code: 'unauthorized_client' })
})
