// `restore-epoch` as a rule, beside a running service (REQUIREMENTS R 11).
import { describe, expect, test } from 'vitest'
import { createRestorationStore } from '../../src/data/restoration.ts'
import { createKeyStore } from '../../src/data/signing-keys.ts'
import { createKeyMaterial } from '../../src/keys/key-material.ts'
import { createKeyRing } from '../../src/keys/key-ring.ts'
import { SealBroken } from '../../src/keys/signing-key.ts'
import { ACCESS_TOKEN_TYP } from '../../src/oauth/access-token-claims.ts'
import { createEpochRestoration } from '../../src/sessions/epoch-restoration.ts'
import { databases, type FreshDatabase } from '../support/databases.ts'
import { SECRET, startService } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'

const kidOf = (token: string): string => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid

describe.each(databases)('on $name', (database) => {
  /** Wires the restoration as another process has it. */
  async function restoring(fresh: FreshDatabase, secret = SECRET) {
    const opened = await fresh.open()
    const [material, system] = [createKeyMaterial(secret), createTestSystem()]
    const ring = createKeyRing({ store: createKeyStore(opened), material, typ: ACCESS_TOKEN_TYP, system })
    const restore = createEpochRestoration({ store: createRestorationStore(opened), ring, material, alg: 'ES256', system })
    return { kysely: opened.kysely, restore: () => restore({ atMs: system.nowMs(), actor: 'command' }) }
  }
  async function serving(fresh: FreshDatabase) {
    const s = await startService(fresh.config)
    await s.addUser('alice')
    return { s, isOpen: async (token: string) => (await s.get('/protected', token)).status === 200 }
  }

  test('a running service adopts the new keys after a restored database (R 11)', async () => {
    const fresh = await database.fresh()
    const { s, isOpen } = await serving(fresh)
    const { access_token } = await s.logIn('alice')
    const { kysely, restore } = await restoring(fresh)
    // The backup is older by one change of the keys. Without care, the next change would have the version
    // that the service remembers.
    await kysely
      .updateTable('service_state')
      .set({ keys_version: s.service.keys.version - 1 })
      .execute()
    const { kids } = await restore()
    const login = await s.logIn('alice')
    expect(kids).toContain(kidOf(login.access_token))
    expect(await isOpen(login.access_token)).toBe(true)
    expect(await isOpen(access_token)).toBe(false)
    await s.stop()
  })

  test('a login that raced the restoration has no live session (R 10, R 11)', async () => {
    const fresh = await database.fresh()
    const { s, isOpen } = await serving(fresh)
    const { restore } = await restoring(fresh)
    const logins = Array.from({ length: 8 }, () => s.logIn('alice'))
    await Promise.race(logins)
    await restore()
    const raced = await Promise.all(logins)
    expect(await Promise.all(raced.map(({ access_token }) => isOpen(access_token)))).toEqual(Array(8).fill(false))
    expect(await isOpen((await s.logIn('alice')).access_token)).toBe(true)
    await s.stop()
  })

  test("several restorations at once all apply; the last one's keys stay (R 11)", async () => {
    const fresh = await database.fresh()
    const all = await Promise.all(Array.from({ length: 3 }, () => restoring(fresh)))
    const done = (await Promise.all(all.map(({ restore }) => restore()))).toSorted((a, b) => a.epoch - b.epoch)
    expect(new Set(done.map(({ epoch }) => epoch)).size).toBe(3)
    const { keys } = await createKeyStore(await fresh.open()).load()
    expect(keys.map(({ kid }) => kid).sort()).toEqual(done.at(-1)!.kids.toSorted())
  })

  test('under another service secret nothing is changed (M 5)', async () => {
    const fresh = await database.fresh()
    const { s, isOpen } = await serving(fresh)
    const { access_token } = await s.logIn('alice')
    const { restore } = await restoring(fresh, { current: Buffer.alloc(32, 8) })
    await expect(restore()).rejects.toThrow(SealBroken)
    expect(await isOpen(access_token)).toBe(true)
    await s.stop()
  })
})
