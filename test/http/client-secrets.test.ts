// REQUIREMENTS C 6, G 5: the secrets of clients.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClientSecrets } from '../../src/clients/client-secret.ts'
import { realSystem } from '../../src/system.ts'
import { databases, type FreshDatabase } from '../support/databases.ts'
import { basic, type RunningService, SECRET, startService } from '../support/service.ts'

const FOR_ITSELF = { grant_type: 'client_credentials' }

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let fresh: FreshDatabase
  beforeAll(async () => {
    fresh = await database.fresh()
    s = await startService(fresh.config)
  })
  afterAll(() => s.stop())

  const secrets = createClientSecrets(SECRET, realSystem)
  let made = 0
  const rotate = async (id: string, previousExpiresAtMs: number | null) => {
    const next = `mcs_${'x'.repeat(32)}${made}`
    made += 1
    const stored = { id: `rotated ${made}`, hmac: secrets.hmacOf(next), createdAtMs: s.system.nowMs() + made, expiresAtMs: null }
    await s.service.clients.rotateSecret(id, stored, previousExpiresAtMs, { atMs: s.system.nowMs() })
    return next
  }
  const statusOf = async (id: string, one: string) => (await s.form('/token', FOR_ITSELF, basic(id, one))).status

  test('C 6: one that is made has 256 bit', async () => {
    const all = await Promise.all(['made-1', 'made-2', 'made-3'].map((id) => s.addClient(id)))
    for (const one of all) expect(one).toMatch(/^mcs_[\w-]{43}$/)
    expect(new Set(all).size).toBe(3)
  })

  test('C 6: two are live, each until it expires; with a third the first is gone', async () => {
    const first = await s.addClient('turning')
    const second = await rotate('turning', s.system.nowMs() + 60_000)
    expect([await statusOf('turning', first), await statusOf('turning', second)]).toEqual([200, 200])
    s.system.advanceSeconds(60)
    expect([await statusOf('turning', first), await statusOf('turning', second)]).toEqual([401, 200])
    const third = await rotate('turning', null)
    const fourth = await rotate('turning', null)
    const alive = await Promise.all([first, second, third, fourth].map((one) => statusOf('turning', one)))
    expect(alive).toEqual([401, 401, 200, 200])
  })

  test('C 6: the newest is the one without an end, also by a clock that was set back', async () => {
    const first = await s.addClient('set-back')
    const second = await rotate('set-back', s.system.nowMs() + 60_000)
    s.system.advanceSeconds(-10)
    const third = await rotate('set-back', s.system.nowMs() + 60_000)
    const fourth = await rotate('set-back', s.system.nowMs() + 60_000)
    const alive = await Promise.all([first, second, third, fourth].map((one) => statusOf('set-back', one)))
    expect(alive).toEqual([401, 401, 200, 200])
    s.system.advanceSeconds(10)
  })

  test('G 5: what is stored is an HMAC, and presented as a secret it fails', async () => {
    const own = await s.addClient('stored')
    const { kysely } = await fresh.open()
    const rows = await kysely.selectFrom('client_secrets').selectAll().where('client_id', '=', 'stored').execute()
    const [client] = await kysely.selectFrom('clients').selectAll().where('id', '=', 'stored').execute()
    expect(JSON.stringify([rows, client])).not.toContain(own.slice(4))
    for (const value of [...Object.values(rows[0]!), ...Object.values(client!)]) {
      if (value === null || value === '') continue
      expect(await statusOf('stored', String(value))).toBe(401)
    }
    expect(await statusOf('stored', own)).toBe(200)
  })

  test('C 6: they go on under a new service secret while the one before is given, and no longer', async () => {
    const { config } = await database.fresh()
    const before = await startService(config)
    const own = await before.addClient('staying')
    await before.stop()
    const next = { current: Buffer.alloc(32, 8) }
    for (const [given, status] of [
      [{ ...next, previous: SECRET.current }, 200],
      [next, 401],
    ] as const) {
      const moved = await startService(config, { secret: given })
      expect((await moved.form('/token', FOR_ITSELF, basic('staying', own))).status).toBe(status)
      await moved.stop()
    }
  })
})
