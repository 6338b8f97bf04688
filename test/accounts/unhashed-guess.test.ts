// Guesses are counted before hashing, and given back if no hash was made (REQUIREMENTS L 1, L 2, P 13). The
// test decides when the queue is full or the caller leaves.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCommonPasswords } from '../../src/accounts/blocked-password.ts'
import { createArgon2Hasher } from '../../src/accounts/hashing/argon2-hasher.ts'
import { createHashQueue, type HashQueue } from '../../src/accounts/hashing/hash-queue.ts'
import { createPasswordAuthentication } from '../../src/accounts/password-authentication.ts'
import { createPasswordChange } from '../../src/accounts/password-change.ts'
import { createPasswordPolicy } from '../../src/accounts/password-policy.ts'
import type { Database } from '../../src/data/database.ts'
import { createServiceStateStore } from '../../src/data/service-state.ts'
import { createThrottleStore } from '../../src/data/throttle.ts'
import { createUserStore } from '../../src/data/users.ts'
import { createBucketKeys } from '../../src/throttle/bucket-keys.ts'
import { throttleRules } from '../../src/throttle/lockout.ts'
import { createLoginThrottle } from '../../src/throttle/login-throttle.ts'
import type { ThrottleStore } from '../../src/throttle/throttle-store.ts'
import { aUser } from '../data/rows.ts'
import { databases } from '../support/databases.ts'
import { PASSWORD } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'

const ORIGIN = { address: '192.0.2.1', addressKey: '192.0.2.1', device: undefined }
const CHEAP = { memoryKib: 8, passes: 1, parallelism: 1 }
const UNAVAILABLE = { code: 'unavailable' }

describe.each(databases)('on $name', ({ fresh }) => {
  let database: Database
  let number = 0
  beforeEach(async () => {
    database ??= await (await fresh()).open()
    number += 1
  })
  const system = createTestSystem()
  /** Returns the failures counted against accounts and addresses. */
  const failures = async () => (await database.kysely.selectFrom('throttle').select('failures').execute()).map((row) => row.failures)
  afterEach(async () => {
    await database.kysely.deleteFrom('throttle').execute()
  })

  /**
   * Wires the accounts as the service does, with a queue under the test's control. Requested hashes are
   * counted.
   */
  async function accounts({ maxWaiting = 0, parameters = CHEAP, wrap = (store: ThrottleStore) => store } = {}) {
    const bounded = createHashQueue({ concurrency: 1, maxWaiting })
    let hashed = 0
    let room = Number.POSITIVE_INFINITY
    const queue: HashQueue = (task, signal) => {
      // Above this number the queue is full.
      const place = room > 0 ? bounded : createHashQueue({ concurrency: 0, maxWaiting: 0 })
      room -= 1
      return place(() => {
        hashed += 1
        return task()
      }, signal)
    }
    const users = createUserStore(database)
    const hasher = createArgon2Hasher({ parameters, queue, system })
    const firstHasher = createArgon2Hasher({ parameters: CHEAP, queue: bounded, system })
    const user = aUser({ usernameKey: `user${number}`, username: `user${number}`, passwordHash: await firstHasher.hash(PASSWORD) })
    await users.create(user, { atMs: 0 })
    const store = wrap(createThrottleStore(database, throttleRules))
    const throttle = createLoginThrottle({ store, keys: createBucketKeys(Buffer.alloc(32, 1)), system })
    const state = createServiceStateStore(database)
    const authenticate = createPasswordAuthentication({ users, state, hasher, throttle, system, alarm: () => {} })
    const policy = createPasswordPolicy({ minLength: 15, commonPasswords: createCommonPasswords() })
    const changePassword = createPasswordChange({ authenticate, users, hasher, policy, system })
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    return {
      guess: (password: string, signal?: AbortSignal) => authenticate({ username: user.username, password, caller: ORIGIN }, signal),
      change: (currentPassword: string) =>
        changePassword({ username: user.username, sessionId: 'none', currentPassword, newPassword: 'another fine one', caller: ORIGIN }),
      hashedSoFar: () => hashed,
      leaveRoomFor: (hashes: number) => (room = hashes),
      occupy: () => void bounded(() => held),
      release,
      storedHash: async () => (await users.findById(user.id))!.passwordHash,
      firstHash: user.passwordHash,
    }
  }

  test('a guess that finds the queue full is not counted (P 13, L 1)', async () => {
    const { guess, occupy, release, hashedSoFar } = await accounts()
    occupy()
    for (let turn = 0; turn < 12; turn += 1) await expect(guess('wrong')).rejects.toMatchObject(UNAVAILABLE)
    expect(hashedSoFar()).toBe(0)
    expect(new Set(await failures())).toEqual(new Set([0]))
    release()
    expect(await guess(PASSWORD)).toMatchObject({ user: {} })
  })

  test('a guess whose caller leaves is not counted and not hashed (P 13, L 1)', async () => {
    const { guess, occupy, release, hashedSoFar } = await accounts({ maxWaiting: 20 })
    occupy()
    const leaving = new AbortController()
    const guesses = Array.from({ length: 5 }, () => guess('wrong', leaving.signal))
    const all = Promise.allSettled(guesses)
    while ((await failures()).reduce((sum, count) => sum + count, 0) < 10) await new Promise((resolve) => setImmediate(resolve))
    leaving.abort(new Error('left'))
    expect((await all).map(({ status }) => status)).toEqual(guesses.map(() => 'rejected'))
    release()
    expect(hashedSoFar()).toBe(0)
    expect(new Set(await failures())).toEqual(new Set([0]))
  })

  test('a caller gone before the queue is not counted or hashed (P 13)', async () => {
    const { guess, hashedSoFar } = await accounts()
    await expect(guess('wrong', AbortSignal.abort(new Error('left')))).rejects.toMatchObject({
      code: 'unavailable',
      cause: expect.objectContaining({ message: 'left' }),
    })
    expect(hashedSoFar()).toBe(0)
    expect(new Set(await failures())).toEqual(new Set([0]))
  })

  test('a login succeeds if its rehash finds the queue full (P 8)', async () => {
    const { guess, leaveRoomFor, storedHash, firstHash } = await accounts({ parameters: { ...CHEAP, passes: 2 } })
    leaveRoomFor(1)
    expect(await guess(PASSWORD)).toMatchObject({ user: { passwordHash: firstHash } })
    expect(await storedHash()).toBe(firstHash)
    leaveRoomFor(2)
    expect(await guess(PASSWORD)).toMatchObject({ user: {} })
    expect(await storedHash()).not.toBe(firstHash)
  })

  test('a right current password is not counted if the queue is full (P 13, L 3)', async () => {
    const { change, leaveRoomFor, storedHash, firstHash } = await accounts()
    for (let turn = 0; turn < 12; turn += 1) {
      leaveRoomFor(1)
      await expect(change(PASSWORD)).rejects.toMatchObject(UNAVAILABLE)
    }
    expect(new Set(await failures())).toEqual(new Set([0]))
    leaveRoomFor(2)
    await change(PASSWORD)
    expect(await storedHash()).not.toBe(firstHash)
  })

  test('an overlong current password is refused unhashed and not counted (P 2)', async () => {
    const { change, hashedSoFar } = await accounts()
    for (const overlong of ['a'.repeat(1025), '😀'.repeat(1025), '\ud800'])
      expect(await change(overlong)).toMatchObject({ kind: 'wrong_current_password' })
    expect(hashedSoFar()).toBe(0)
    expect(await failures()).toEqual([])
  })

  test('a guess from a newly shut address spares its account (L 1)', async () => {
    const shutMeanwhile = (store: ThrottleStore): ThrottleStore => ({
      ...store,
      async read(keys) {
        const found = await store.read(keys)
        // Wrong guesses by others, at other accounts, from the same address.
        const shut = { failures: 50, opens_at_ms: system.nowMs() + 600_000 }
        await database.kysely.updateTable('throttle').set(shut).where('account', 'is', null).execute()
        return found
      },
    })
    const { guess, hashedSoFar } = await accounts({ wrap: shutMeanwhile })
    // Now the table knows the address.
    expect(await guess('wrong')).toMatchObject({ why: 'wrong password' })
    await expect(guess('wrong')).rejects.toMatchObject({ code: 'too_many_requests' })
    expect(hashedSoFar()).toBe(1)
    const ofAccount = await database.kysely.selectFrom('throttle').select('failures').where('account', 'is not', null).execute()
    expect(ofAccount).toEqual([{ failures: 1 }])
  })
})
