// What `restore-epoch` does to the rows, in one transaction (REQUIREMENTS R 11).
import { describe, expect, test } from 'vitest'
import { createEventStore } from '../../src/data/events.ts'
import { createOneTimeSecretStore } from '../../src/data/one-time-secrets.ts'
import { createRestorationStore } from '../../src/data/restoration.ts'
import { createServiceStateStore } from '../../src/data/service-state.ts'
import { createKeyStore } from '../../src/data/signing-keys.ts'
import { createUserStore } from '../../src/data/users.ts'
import type { SigningKey } from '../../src/keys/signing-key.ts'
import { databases } from '../support/databases.ts'
import { aUser } from './rows.ts'

const STEP = 2 ** 32
const aKey = (kid: string): SigningKey => ({
  kid,
  alg: 'ES256',
  publicJwk: '{}',
  sealedPrivateJwk: '',
  publishedAtMs: 1,
  signsFromMs: null,
})
const event = { type: 'service_restored', atMs: 5, actor: 'command' } as const

describe.each(databases)('on $name', ({ fresh }) => {
  async function withTwoKeys() {
    const database = await (await fresh()).open()
    const [keys, state, restoration] = [createKeyStore(database), createServiceStateStore(database), createRestorationStore(database)]
    await keys.change(0, { insert: [aKey('a'), aKey('b')] }, { atMs: 1 })
    const all = async () => ({
      state: await state.read(),
      ...(await keys.load()),
      events: await createEventStore(database).list({ limit: 9 }),
    })
    return { restoration, all }
  }

  test('a restoration raises epoch and version, replaces keys, and writes an event (R 11)', async () => {
    const { restoration, all } = await withTwoKeys()
    expect(await restoration.restore({ fromKeysVersion: 1, step: STEP, keys: [aKey('c')], event })).toBe(STEP)
    expect(await all()).toMatchObject({
      state: { epoch: STEP, keysVersion: STEP + 1 },
      keys: [aKey('c')],
      events: [event, { type: 'keys_changed' }],
    })
  })

  test('a restoration makes every one-time secret invalid (R 11, P 11)', async () => {
    const database = await (await fresh()).open()
    const user = aUser()
    await createUserStore(database).create(user, { atMs: 1 })
    const secrets = createOneTimeSecretStore(database)
    await secrets.issue({ userId: user.id, hmac: 'of a secret', expiresAtMs: 9, hash: 'none', act: { atMs: 1 } })
    expect(await secrets.find(user.usernameKey)).toMatchObject({ hmac: 'of a secret' })
    await createRestorationStore(database).restore({ fromKeysVersion: 0, step: STEP, keys: [aKey('c')], event })
    expect(await secrets.find(user.usernameKey)).toBeUndefined()
  })

  test('a restoration from another version of the keys writes nothing (R 11)', async () => {
    const { restoration, all } = await withTwoKeys()
    const before = await all()
    for (const fromKeysVersion of [0, 2])
      expect(await restoration.restore({ fromKeysVersion, step: 1, keys: [aKey('c')], event })).toBeUndefined()
    expect(await all()).toEqual(before)
  })

  test('a restoration that fails partly writes nothing (R 11)', async () => {
    const { restoration, all } = await withTwoKeys()
    const before = await all()
    await expect(restoration.restore({ fromKeysVersion: 1, step: 1, keys: [aKey('c'), aKey('c')], event })).rejects.toThrow()
    expect(await all()).toEqual(before)
  })
})
