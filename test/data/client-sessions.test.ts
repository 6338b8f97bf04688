// Reads, lists and rotations agree on whether a session's client is usable (REQUIREMENTS J 8, R 10).
import { describe, expect, test } from 'vitest'
import type { Client } from '../../src/clients/client.ts'
import type { ClientChange } from '../../src/clients/client-store.ts'
import { createClientStore } from '../../src/data/clients.ts'
import { createRevokedTokenStore } from '../../src/data/revoked-tokens.ts'
import { createSessionStore } from '../../src/data/sessions.ts'
import { createUserStore } from '../../src/data/users.ts'
import { standingAt } from '../../src/sessions/epoch.ts'
import { databases } from '../support/databases.ts'
import { aClient, anEvent, aSession, aUser, successor } from './rows.ts'

const CASES: [string, boolean, Client | undefined][] = [
  ['exists', true, aClient({})],
  ['is disabled', false, aClient({ disabledAtMs: 1 })],
  ['is deleted', false, undefined],
  ['was disabled and enabled', false, aClient({ epoch: 1 })],
  ['reuses a deleted id', false, aClient({ epoch: 281_474_976_710_655 })],
]

describe.each(databases)('on $name', ({ fresh }) => {
  test.each(CASES)('the client %s: session and token alive: %s (J 8, R 10)', async (_, alive, client) => {
    const database = await (await fresh()).open()
    const [sessions, users, revokedTokens] = [createSessionStore(database), createUserStore(database), createRevokedTokenStore(database)]
    const user = aUser()
    await users.create(user, { atMs: 0 })
    if (client !== undefined) await createClientStore(database).create(client, undefined, { atMs: 0 })
    const session = aSession(user.id, { clientId: 'shop' })
    await sessions.open(session, { event: anEvent() })

    const { standing } = await sessions.findStanding(session.id)
    expect(standingAt(standing!, 500) === 'alive').toBe(alive)
    expect(await sessions.listAlive(user.id, 500, 10)).toHaveLength(alive ? 1 : 0)
    expect(await sessions.rotate(successor(session))).toBe(alive)
    const { clientEpoch } = await revokedTokens.findServiceTokenLife({ clientId: 'shop', jti: 'one' })
    expect(clientEpoch === 0).toBe(alive)
  })
  test('disabling raises the epoch, and nothing lowers it (R 10)', async () => {
    const clients = createClientStore(await (await fresh()).open())
    await clients.create(aClient({ epoch: 5 }), undefined, { atMs: 0 })
    const change = async (members: ClientChange) => clients.change((await clients.find('shop'))!, members, { atMs: 1 })
    await change({ disabledAtMs: 1 })
    await change({ disabledAtMs: null })
    expect(await clients.find('shop')).toMatchObject({ epoch: 6, disabledAtMs: null })
    await change({ grants: ['refresh_token'] })
    expect((await clients.find('shop'))?.epoch).toBe(6)
  })
})
