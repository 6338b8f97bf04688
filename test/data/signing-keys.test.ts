import { beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/data/database.ts'
import { createServiceStateStore } from '../../src/data/service-state.ts'
import { createSessionStore } from '../../src/data/sessions.ts'
import { createKeyStore } from '../../src/data/signing-keys.ts'
import type { KeyStore } from '../../src/keys/key-store.ts'
import type { SigningKey } from '../../src/keys/signing-key.ts'
import { databases } from '../support/databases.ts'

const aKey = (kid: string, publishedAtMs: number, signsFromMs: number | null = null): SigningKey => ({
  kid,
  alg: 'ES256',
  publicJwk: `{"kid":"${kid}"}`,
  sealedPrivateJwk: `sealed ${kid}`,
  publishedAtMs,
  signsFromMs,
})

const ACT = { atMs: 7, actor: 'command' }

describe.each(databases)('signing keys on $name', ({ fresh }) => {
  let database: Database
  let keys: KeyStore
  beforeAll(async () => {
    database = await (await fresh()).open()
    keys = createKeyStore(database)
  })

  test('a new database has no keys, key version 0 and epoch 0', async () => {
    expect(await keys.load()).toEqual({ version: 0, keys: [] })
    expect(await createServiceStateStore(database).read()).toEqual({ epoch: 0, keysVersion: 0 })
  })

  test('all parts of a change apply, and the version rises by one', async () => {
    expect(await keys.change(0, { insert: [aKey('b', 2), aKey('a', 1, 1)] }, ACT)).toBe(true)
    expect(await keys.load()).toEqual({ version: 1, keys: [aKey('a', 1, 1), aKey('b', 2)] })
    const change = {
      insert: [aKey('c', 3)],
      delete: ['a'],
      appoint: [{ kid: 'b', signsFromMs: 9 }],
      reseal: [{ kid: 'b', sealedPrivateJwk: 'anew' }],
    }
    expect(await keys.change(1, change, ACT)).toBe(true)
    expect(await keys.load()).toEqual({ version: 2, keys: [{ ...aKey('b', 2, 9), sealedPrivateJwk: 'anew' }, aKey('c', 3)] })
  })

  test('a change from another version writes nothing', async () => {
    const before = await keys.load()
    expect(await keys.change(before.version - 1, { insert: [aKey('z', 9)], delete: ['b'] }, ACT)).toBe(false)
    expect(await keys.load()).toEqual(before)
  })

  test('a change whose last part fails writes nothing, not even the version', async () => {
    const before = await keys.load()
    await expect(keys.change(before.version, { insert: [aKey('new', 9), aKey('new', 9)] }, ACT)).rejects.toThrow()
    expect(await keys.load()).toEqual(before)
  })

  test('of replicas that change the keys at once, one wins (M 4)', async () => {
    const { version, keys: before } = await keys.load()
    const changes = await Promise.all(Array.from({ length: 12 }, (_, i) => keys.change(version, { insert: [aKey(`race ${i}`, 50)] }, ACT)))
    expect(changes.filter(Boolean)).toHaveLength(1)
    const after = await keys.load()
    expect(after.version).toBe(version + 1)
    expect(after.keys).toHaveLength(before.length + 1)
  })

  test('every standing comes with the current version of the keys', async () => {
    const { findStanding } = createSessionStore(database)
    const { version } = await keys.load()
    expect((await findStanding('nothing')).keysVersion).toBe(version)
    await keys.change(version, {}, ACT)
    expect((await findStanding('nothing')).keysVersion).toBe(version + 1)
  })
})
