// Every refused login costs as much as a wrong password, counted on the hasher (REQUIREMENTS P 10, P 12).
import { beforeAll, describe, expect, test } from 'vitest'
import { createArgon2Hasher } from '../../src/accounts/hashing/argon2-hasher.ts'
import { createHashQueue, type HashQueue } from '../../src/accounts/hashing/hash-queue.ts'
import { createPasswordAuthentication, type PasswordAuthentication } from '../../src/accounts/password-authentication.ts'
import { createServiceStateStore } from '../../src/data/service-state.ts'
import { createThrottleStore } from '../../src/data/throttle.ts'
import { createUserStore } from '../../src/data/users.ts'
import { createBucketKeys } from '../../src/throttle/bucket-keys.ts'
import { throttleRules } from '../../src/throttle/lockout.ts'
import { createLoginThrottle } from '../../src/throttle/login-throttle.ts'
import { aUser } from '../data/rows.ts'
import { databases } from '../support/databases.ts'
import { PASSWORD } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'

const ADDRESS = { address: '192.0.2.1', addressKey: '192.0.2.1', device: undefined }
const PHC_WITHOUT_PASSES = '$argon2id$v=19$m=8,t=0,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

describe.each(databases)('on $name', ({ fresh }) => {
  /** The completed argon2 hashes. A hash that argon2 refuses does not count. */
  let hashed = 0
  let alarms: string[] = []
  let authenticate: PasswordAuthentication
  const guess = (username: string, password: string, addressKey = ADDRESS.addressKey) =>
    authenticate({ username, password, caller: { ...ADDRESS, addressKey } })

  beforeAll(async () => {
    const database = await (await fresh()).open()
    const system = createTestSystem()
    const waiting = createHashQueue({ concurrency: 1, maxWaiting: 10 })
    const queue: HashQueue = async (task, signal) => {
      const result = await waiting(task, signal)
      hashed += 1
      return result
    }
    const hasher = createArgon2Hasher({ parameters: { memoryKib: 8, passes: 1, parallelism: 1 }, queue, system })
    const users = createUserStore(database)
    const throttle = createLoginThrottle({
      store: createThrottleStore(database, throttleRules),
      keys: createBucketKeys(Buffer.alloc(32, 1)),
      system,
    })
    const state = createServiceStateStore(database)
    authenticate = createPasswordAuthentication({ users, state, hasher, throttle, system, alarm: (_, id) => alarms.push(id) })

    const passwordHash = await hasher.hash(PASSWORD)
    const add = (username: string, changes: Parameters<typeof aUser>[0] = {}) =>
      users.create(aUser({ id: `usr_${username}`, username, usernameKey: username, passwordHash, ...changes }), { atMs: 0 })
    await add('alice')
    await add('locked')
    await add('disabled', { disabledAtMs: 0 })
    await add('not-a-hash', { passwordHash: PASSWORD })
    await add('impossible', { passwordHash: PHC_WITHOUT_PASSES })
    for (const username of ['locked', 'locked-nobody'])
      for (let turn = 0; turn < 10; turn += 1) await guess(username, 'wrong', '192.0.2.99')
  })

  const refused: [string, string, string, string | undefined][] = [
    ['a wrong password', 'alice', 'wrong', 'usr_alice'],
    ['an unknown user', 'nobody', PASSWORD, undefined],
    ['an impossible name', 'a'.repeat(70), PASSWORD, undefined],
    ['a disabled user with the password', 'disabled', PASSWORD, 'usr_disabled'],
    ['a disabled user without it', 'disabled', 'wrong', 'usr_disabled'],
    ['a locked user with the password', 'locked', PASSWORD, 'usr_locked'],
    ['a locked user without it', 'locked', 'wrong', 'usr_locked'],
    ['a locked unknown name', 'locked-nobody', PASSWORD, undefined],
    ['a stored value that is not a hash', 'not-a-hash', PASSWORD, 'usr_not-a-hash'],
    ['a stored hash that argon2 refuses', 'impossible', PASSWORD, 'usr_impossible'],
  ]
  test.each(refused)('refused with one hash: %s (P 10, P 12)', async (_, username, password, userId) => {
    hashed = 0
    expect(await guess(username, password)).toEqual({ kind: 'refused', userId, why: expect.any(String) })
    expect(hashed).toBe(1)
  })

  test('an unreadable stored hash is reported at each try, no other is (P 10)', async () => {
    alarms = []
    for (const [, username, password] of refused) await guess(username, password, '192.0.2.7')
    expect(alarms).toEqual(['usr_not-a-hash', 'usr_impossible'])
  })

  test('the right password also costs one hash (P 12)', async () => {
    hashed = 0
    expect(await guess('alice', PASSWORD)).toMatchObject({ user: { id: 'usr_alice' } })
    expect(hashed).toBe(1)
  })
})
