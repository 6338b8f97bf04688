// What a refused client costs, counted on the comparison of secrets (REQUIREMENTS C 4).
// test/http/admin/clients/secrets.test.ts covers what the comparison finds.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { firstEpoch } from '../../src/clients/client.ts'
import { createClientAssertions } from '../../src/clients/client-assertion.ts'
import { type ClientAuthentication, createClientAuthentication } from '../../src/clients/client-authentication.ts'
import { createClientDirectory } from '../../src/clients/client-directory.ts'
import { createClientSecrets } from '../../src/clients/client-secret.ts'
import { described } from '../../src/clients/new-client.ts'
import { createClientStore } from '../../src/data/clients.ts'
import { createEventStore } from '../../src/data/events.ts'
import { createRefusalTally } from '../../src/events/refusal-tally.ts'
import { createRefusalLimiter } from '../../src/throttle/refusal-limiter.ts'
import { databases } from '../support/databases.ts'
import { ISSUER, SECRET } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'

const CALLER = { address: '192.0.2.1', addressKey: '192.0.2.1', device: undefined }
const OWN = 'the secret of this client, well kept'

describe.each(databases)('on $name', ({ fresh }) => {
  let authenticate: ClientAuthentication
  /** For each presented secret, the number of stored secrets it was compared with. */
  let compared: number[] = []
  beforeAll(async () => {
    const system = createTestSystem()
    const database = await (await fresh()).open()
    const store = createClientStore(database)
    const secrets = createClientSecrets(SECRET, system)
    const add = (id: string, { isPublic = false, disabledAtMs = null }: { isPublic?: boolean; disabledAtMs?: number | null }) => {
      const client = { ...described({ id, confidential: !isPublic }), epoch: firstEpoch(system), createdAtMs: 0, disabledAtMs }
      const stored = { id: `secret of ${id}`, hmac: secrets.hmacOf(OWN), createdAtMs: 0, expiresAtMs: null }
      return store.create(client, isPublic ? undefined : stored, { atMs: 0 })
    }
    await add('shop', {})
    await add('gone', { disabledAtMs: 1 })
    await add('spa', { isPublic: true })
    const clients = createClientDirectory({ store, defaultClientOn: true, audience: [] })
    authenticate = createClientAuthentication({
      clients,
      store,
      secrets: {
        ...secrets,
        find(presented, stored, nowMs) {
          compared.push(stored.length)
          return secrets.find(presented, stored, nowMs)
        },
      },
      assertions: createClientAssertions({ issuer: ISSUER, clients, store, system }),
      limiter: createRefusalLimiter(system),
      refusals: createRefusalTally(createEventStore(database)),
      system,
    })
  })
  beforeEach(() => {
    compared = []
  })

  test.each<[string, string, string, number]>([
    ['a wrong secret', 'shop', 'wrong', 1],
    ['an unknown client', 'nobody', OWN, 0],
    ['an impossible id', 'x'.repeat(5000), OWN, 0],
    ['an empty id', '', OWN, 0],
    ['a disabled client with its secret', 'gone', OWN, 0],
    ['a public client with a secret', 'spa', OWN, 0],
    ['the client default with a secret', 'default', OWN, 0],
  ])('%s is refused after one comparison (C 4)', async (_, id, secret, stored) => {
    await expect(authenticate({ method: 'client_secret_basic', id, secret }, CALLER)).rejects.toMatchObject({ code: 'invalid_client' })
    expect(compared).toEqual([stored])
  })

  test('the right secret also goes through one comparison (C 4)', async () => {
    expect(await authenticate({ method: 'client_secret_basic', id: 'shop', secret: OWN }, CALLER)).toMatchObject({ id: 'shop' })
    expect(compared).toEqual([1])
  })
})
