// Where a session was opened is shown, unless no request opened it: a command has no address.
import { describe, expect } from 'vitest'
import { newSession } from '../../../src/sessions/session-policy.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { SESSION } from '../../support/service.ts'

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test('a session without a request has neither address nor device', async ({ service, alice, admin }) => {
    const epochs = { userEpoch: 0, clientEpoch: 0, serviceEpoch: 0 }
    const opened = { userId: alice.id, clientId: 'default', scope: 'data:read', ...epochs, address: null, device: null }
    const session = newSession(opened, SESSION, service.system)
    await service.service.sessions.open(session, { event: { type: 'token_issued', atMs: service.system.nowMs() } })
    const own = (await service.get('/me/sessions', alice.access_token)).body.sessions
    const all = (await admin.get(`/admin/sessions?user_id=${alice.id}`)).body.sessions
    for (const list of [own, all]) {
      const places = Object.fromEntries(list.map(({ id, address, device }: Record<string, string>) => [id, [address, device]]))
      expect(Object.keys(places)).toHaveLength(2)
      expect(places[session.id]).toEqual([undefined, undefined])
      expect(Object.values(places)).toContainEqual(['127.0.0.1', 'node'])
    }
  })
})
