// REQUIREMENTS G 3: each type of event can be asked for. Each change of the signing keys is told.
import { describe, expect, test } from 'vitest'
import { EVENT_TYPES } from '../../../../src/events/event.ts'
import type { SigningAlg } from '../../../../src/keys/signing-key.ts'
import type { ServiceSecret } from '../../../../src/secret/service-secret.ts'
import { administrator, tokenOf } from '../../../support/admin.ts'
import { databases } from '../../../support/databases.ts'
import { onEachDatabase } from '../../../support/fixtures.ts'
import { ISSUER, SECRET, startService } from '../../../support/service.ts'
import { createTestSystem } from '../../../support/test-system.ts'

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test.for(Object.keys(EVENT_TYPES))('the type %s can be asked for, and no other is answered', async (type, { admin }) => {
    const { status, body } = await admin.get(`/admin/events?limit=100&type=${type}`)
    expect(status).toBe(200)
    expect(body.events.filter((event: { type: string }) => event.type !== type)).toEqual([])
  })
})

describe.each(databases)('on $name', (database) => {
  test('a change of the keys is told with verb and key (G 3, M 4)', async () => {
    const { config } = await database.fresh()
    const system = createTestSystem()
    /** Starts the service, lets its housekeeping run, and returns what the administration then sees. */
    const run = async (secret: ServiceSecret = SECRET, signingAlg: SigningAlg = 'ES256', days = 0) => {
      const s = await startService(config, { system, secret, config: { signingAlg } })
      await s.service.housekeeping.run()
      // Nothing is deleted by a time that has not stood for two hours.
      for (let hours = 0; hours < days * 24; hours += 1) {
        system.advanceSeconds(3600)
        await s.service.housekeeping.run()
      }
      const known = await s.service.users.list({ limit: 1, usernameKey: 'root' })
      const token = known.length === 0 ? (await administrator(s)).token : await tokenOf(s, 'root', { scope: 'admin', resource: ISSUER })
      const { keys } = (await s.get('/admin/keys', token)).body as { keys: Record<'kid' | 'alg' | 'state', string>[] }
      const { events } = (await s.get('/admin/events?limit=100&type=keys_changed', token)).body
      await s.stop()
      const told = events.map(({ detail }: { detail: { verb: string; kid?: string } }) => detail) as { verb: string; kid?: string }[]
      const kidOf = (state: string, alg: string) => keys.find((key) => key.state === state && key.alg === alg)?.kid
      return { keys, told, kidOf }
    }
    const made = await run()
    const [first, second] = [made.kidOf('current', 'ES256'), made.kidOf('next', 'ES256')]
    expect(made.told).toEqual([{ verb: 'created', kid: first }])

    // The waiting key of the old algorithm never signs.
    const other = await run(SECRET, 'EdDSA')
    expect(other.told[0]).toEqual({ verb: 'published', kid: other.kidOf('next', 'EdDSA') })
    expect(other.keys.map(({ kid }) => kid)).not.toContain(second)
    system.advanceSeconds(86_400)
    const rotated = await run(SECRET, 'EdDSA')
    expect(rotated.told[0]).toEqual({ verb: 'rotated', kid: rotated.kidOf('current', 'EdDSA') })

    const moved = { current: Buffer.alloc(32, 9), previous: SECRET.current }
    system.advanceSeconds(3900)
    const resealed = await run(moved, 'EdDSA')
    expect([resealed.told[0], resealed.kidOf('gone', 'ES256')]).toEqual([{ verb: 'resealed' }, first])
    const removed = await run(moved, 'EdDSA', 2)
    expect(removed.told[0]).toEqual({ verb: 'removed', kid: first })
    expect((await run(moved, 'RS256')).kidOf('next', 'RS256')).toEqual(expect.any(String))
  })
})
