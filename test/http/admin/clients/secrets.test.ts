// REQUIREMENTS C 6, G 5: the secrets of clients (docs/design/accounts-and-clients.md#client-secrets).
import { beforeAll, describe, expect } from 'vitest'
import { createClientSecrets } from '../../../../src/clients/client-secret.ts'
import { realSystem } from '../../../../src/system.ts'
import { administrator } from '../../../support/admin.ts'
import type { FreshDatabase } from '../../../support/databases.ts'
import { onEachDatabase } from '../../../support/fixtures.ts'
import { basic, type RunningService, SECRET, startService } from '../../../support/service.ts'
import { watchRows } from '../../../support/written-rows.ts'

const FOR_ITSELF = { grant_type: 'client_credentials' }

describe.each(onEachDatabase())('on $name', ({ test, fresh }) => {
  const secrets = createClientSecrets(SECRET, realSystem)
  let made = 0
  const rotate = async (service: RunningService, id: string, previousExpiresAtMs = service.system.nowMs() + 60_000) => {
    const next = `mcs_${'x'.repeat(32)}${made}`
    made += 1
    const stored = { id: `rotated ${made}`, hmac: secrets.hmacOf(next), createdAtMs: service.system.nowMs() + made, expiresAtMs: null }
    await service.service.clients.rotateSecret(id, stored, previousExpiresAtMs, { atMs: service.system.nowMs() })
    return next
  }
  const statusOf = async (service: RunningService, id: string, one: string) =>
    (await service.form('/token', FOR_ITSELF, basic(id, one))).status

  test('a generated secret has 256 bits (C 6)', async ({ service }) => {
    const all = await Promise.all(['made-1', 'made-2', 'made-3'].map((id) => service.addClient(id)))
    for (const one of all) expect(one).toMatch(/^mcs_[\w-]{43}$/)
    expect(new Set(all).size).toBe(3)
  })

  test('two secrets live until each expires; a third removes the first (C 6)', async ({ service }) => {
    const first = await service.addClient('turning')
    const second = await rotate(service, 'turning', service.system.nowMs() + 60_000)
    expect([await statusOf(service, 'turning', first), await statusOf(service, 'turning', second)]).toEqual([200, 200])
    service.system.advanceSeconds(60)
    expect([await statusOf(service, 'turning', first), await statusOf(service, 'turning', second)]).toEqual([401, 200])
    const third = await rotate(service, 'turning')
    const fourth = await rotate(service, 'turning')
    const alive = await Promise.all([first, second, third, fourth].map((one) => statusOf(service, 'turning', one)))
    expect(alive).toEqual([401, 401, 200, 200])
  })

  test('the newest secret has no end, even if the clock went back (C 6)', async ({ service }) => {
    const first = await service.addClient('set-back')
    const second = await rotate(service, 'set-back', service.system.nowMs() + 60_000)
    service.system.advanceSeconds(-10)
    const third = await rotate(service, 'set-back', service.system.nowMs() + 60_000)
    const fourth = await rotate(service, 'set-back', service.system.nowMs() + 60_000)
    const alive = await Promise.all([first, second, third, fourth].map((one) => statusOf(service, 'set-back', one)))
    expect(alive).toEqual([401, 401, 200, 200])
    service.system.advanceSeconds(10)
  })

  test('the stored HMAC does not work as a secret (G 5)', async ({ database, service }) => {
    const own = await service.addClient('stored')
    const { kysely } = await database.open()
    const rows = await kysely.selectFrom('client_secrets').selectAll().where('client_id', '=', 'stored').execute()
    const [client] = await kysely.selectFrom('clients').selectAll().where('id', '=', 'stored').execute()
    expect(JSON.stringify([rows, client])).not.toContain(own.slice(4))
    for (const value of [...Object.values(rows[0]!), ...Object.values(client!)]) {
      if (value === null || value === '') continue
      expect(await statusOf(service, 'stored', String(value))).toBe(401)
    }
    expect(await statusOf(service, 'stored', own)).toBe(200)
  })

  describe('under a new service secret', () => {
    const NEXT = { current: Buffer.alloc(32, 8) }
    const withPrevious = { ...NEXT, previous: SECRET.current }
    let config: FreshDatabase['config']
    let opened: FreshDatabase
    const own = new Map<string, string>()
    beforeAll(async () => {
      opened = await fresh()
      config = opened.config
      const before = await startService(config)
      for (const id of ['seen', 'unseen', 'ended']) own.set(id, await before.addClient(id))
      await before.service.clients.rotateSecret('ended', { ...STORED, hmac: 'x.y' }, before.system.nowMs(), { atMs: before.system.nowMs() })
      await before.stop()
    })
    const STORED = { id: 'another', createdAtMs: 1, expiresAtMs: 2 }
    const ask = async (at: RunningService, id: string, secret = own.get(id)!) =>
      (await at.form('/token', FOR_ITSELF, basic(id, secret))).status

    test('the first use of a secret moves it; nothing else writes (C 6)', async () => {
      const moved = await startService(config, { secret: withPrevious })
      const admin = await administrator(moved)
      const rows = await watchRows(await opened.open())
      const shown = async (id: string) => (await admin.get(`/admin/clients/${id}`)).body.secrets
      const { keyPrefix } = createClientSecrets(withPrevious, realSystem)
      const listed = () => moved.service.clients.listKeyedOtherwise(keyPrefix, moved.system.nowMs())
      expect(await shown('seen')).toEqual([{ created_at: expect.any(String), under_previous_secret: true }])
      expect(await listed()).toEqual(['seen', 'unseen'])
      for (const [secret, status, written] of [
        ['wrong', 401, {}],
        [own.get('seen'), 200, { 'client_secrets UPDATE': 1 }],
        [own.get('seen'), 200, {}],
      ] as const) {
        await rows.take()
        expect(await ask(moved, 'seen', secret)).toBe(status)
        expect(await rows.take()).toEqual(written)
      }
      expect(await shown('seen')).toEqual([{ created_at: expect.any(String) }])
      expect(await listed()).toEqual(['unseen'])
      await moved.stop()
    })

    test('without the previous service secret only moved client secrets work (C 6)', async () => {
      const moved = await startService(config, { secret: NEXT })
      expect([await ask(moved, 'seen'), await ask(moved, 'unseen')]).toEqual([200, 401])
      await moved.stop()
    })

    test('20 first uses at once all succeed, and the secret still works (C 6)', async () => {
      const moved = await startService(config, { secret: withPrevious })
      const all = await Promise.all(Array.from({ length: 20 }, () => ask(moved, 'unseen')))
      expect(new Set(all)).toEqual(new Set([200]))
      await moved.stop()
      const later = await startService(config, { secret: NEXT })
      expect(await ask(later, 'unseen')).toBe(200)
      await later.stop()
    })
  })
})
