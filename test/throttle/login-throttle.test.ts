// Which buckets a guess is counted in, and what that means (REQUIREMENTS L 1, L 2, L 7).
// `http/token/throttle.test.ts` has the same over HTTP, on both databases.
import { describe, expect, test } from 'vitest'
import { createBucketKeys } from '../../src/throttle/bucket-keys.ts'
import { createLoginThrottle, noThrottle } from '../../src/throttle/login-throttle.ts'
import type { Bucket, Counted, ThrottleStore } from '../../src/throttle/throttle-store.ts'
import { createTestSystem } from '../support/test-system.ts'
import { DEFAULT_LIMITS } from '../support/throttle-limits.ts'

const guess = { usernameKey: 'alice', addressKey: '192.0.2.1' }
const DAY_MS = 86_400_000

/** A store in memory. `shut` has the keys in which nothing can be counted. */
function throttled() {
  const rows = new Map<string, Counted>()
  const counts: Bucket[][] = []
  const given: Bucket[][] = []
  const shut = new Set<string>()
  const reads: string[][] = []
  const system = createTestSystem()
  const store = {
    async read(keys) {
      reads.push([...keys])
      return { counted: keys.flatMap((key) => rows.get(key) ?? []), limits: DEFAULT_LIMITS }
    },
    async count(buckets) {
      counts.push([...buckets])
      return buckets.map(({ key }) => key).filter((key) => !shut.has(key))
    },
    async giveBack(buckets) {
      given.push([...buckets])
    },
  } as Partial<ThrottleStore> as ThrottleStore
  const throttle = createLoginThrottle({ store, keys: createBucketKeys(Buffer.alloc(32, 1)), system })
  const put = (key: string, changes: Partial<Counted>) => rows.set(key, { key, failures: 0, opensAtMs: 0, knownUntilMs: null, ...changes })
  /** Returns the buckets of a guess. */
  async function bucketsOf(one = guess) {
    const admitted = await throttle.admit(one)
    if (admitted.kind !== 'admitted' || admitted.settlement === undefined) throw new Error('not admitted')
    return admitted.settlement
  }
  return { throttle, system, counts, given, reads, shut, put, bucketsOf }
}

test('a guess is counted for account and address before it is hashed (L 2)', async () => {
  const { throttle, system, counts, given, bucketsOf } = throttled()
  const { strangers, known, address, nowMs, knownUntilMs } = await bucketsOf()
  expect(counts).toEqual([[strangers, address]])
  expect([nowMs, knownUntilMs]).toEqual([system.nowMs(), system.nowMs() + 30 * DAY_MS])
  const account = throttle.accountKey('alice')
  expect([strangers.account, known.account, address.account]).toEqual([account, account, undefined])
  const admitted = await throttle.admit(guess)
  if (admitted.kind === 'admitted') await admitted.giveBack()
  expect(given).toEqual([[strangers, address]])
})

test('stored keys are those of an earlier release, and show no name (L 4)', async () => {
  const { throttle, bucketsOf } = throttled()
  const { strangers, known, address } = await bucketsOf()
  expect([throttle.accountKey('alice'), strangers.key, known.key, address.key]).toEqual([
    'frtLpnunoDR-nmXotxeLJwFrS3Tx2fm5_YB5airnv6M',
    'KsbuTDi9-pi3ca6OdtqW5Kol_sy9LtK46_UqgNZU_o4',
    'e0ZZSzvFGEA_sT-kxr4piS599Ow6UHvcmMETcTWgbB0',
    'r1nDFUHtUW3ol-1bTbiJyFAXrtV3XHTV2iTcQ-Jo0cg',
  ])
})

test('no two lists of names and addresses share a bucket (L 1)', async () => {
  const { bucketsOf } = throttled()
  const one = await bucketsOf({ usernameKey: 'al', addressKey: 'ice' })
  const other = await bucketsOf({ usernameKey: 'ali', addressKey: 'ce' })
  expect(one.known.key).not.toBe(other.known.key)
})

describe('the address from which the account logged in (L 1)', () => {
  test('it has a bucket of its own while it is known', async () => {
    const { system, put, counts, bucketsOf } = throttled()
    const { known, address, strangers } = await bucketsOf()
    put(known.key, { knownUntilMs: system.nowMs() + 1 })
    await bucketsOf()
    system.advanceMs(1)
    await bucketsOf()
    expect(counts.slice(1)).toEqual([
      [known, address],
      [strangers, address],
    ])
  })

  test('after 100 failures it is a stranger again', async () => {
    const { system, put, counts, bucketsOf } = throttled()
    const { known, address, strangers } = await bucketsOf()
    put(known.key, { knownUntilMs: system.nowMs() + 1, failures: 99, opensAtMs: 0 })
    await bucketsOf()
    put(known.key, { knownUntilMs: system.nowMs() + 1, failures: 100 })
    await bucketsOf()
    expect(counts.slice(1)).toEqual([
      [known, address],
      [strangers, address],
    ])
  })

  test('failures without a login make no address known', async () => {
    const { put, counts, bucketsOf } = throttled()
    const { known, address, strangers } = await bucketsOf()
    put(known.key, { failures: 1 })
    await bucketsOf()
    expect(counts[1]).toEqual([strangers, address])
  })
})

test('a locked account still counts against the address (L 1)', async () => {
  const { throttle, system, put, shut, counts, bucketsOf } = throttled()
  const { strangers, address } = await bucketsOf()
  put(strangers.key, { failures: 10, opensAtMs: system.nowMs() + 1 })
  expect(await throttle.admit(guess)).toEqual({ kind: 'locked' })
  expect(counts[1]).toEqual([address])
  system.advanceMs(1)
  await bucketsOf()
  expect(counts[2]).toEqual([strangers, address])
  // Guesses in parallel shut it after it was read.
  shut.add(strangers.key)
  expect(await throttle.admit(guess)).toEqual({ kind: 'locked' })
})

describe('too many guesses from an address (L 7)', () => {
  const tooMany = (retryAfterSeconds: number) =>
    expect.objectContaining({
      code: 'too_many_requests',
      message: 'Too many tries. Wait before the next one.',
      details: { retryAfterSeconds },
    })

  test('they are refused until its bucket opens, and not counted', async () => {
    const { throttle, system, put, counts, reads, bucketsOf } = throttled()
    const { address } = await bucketsOf()
    put(address.key, { failures: 50, opensAtMs: system.nowMs() + 1500 })
    await expect(throttle.admit(guess)).rejects.toThrow(tooMany(2))
    await expect(throttle.countAddress(guess.addressKey)).rejects.toThrow(tooMany(2))
    expect(counts).toHaveLength(1)
    expect(reads.at(-1)).toEqual([address.key])
    system.advanceMs(1500)
    await bucketsOf()
    await throttle.countAddress(guess.addressKey)
    expect(counts.at(-1)).toEqual([address])
  })

  test('if others shut it meanwhile, the account gets its guess back (L 2)', async () => {
    const { throttle, shut, given, bucketsOf } = throttled()
    const { address, strangers } = await bucketsOf()
    shut.add(address.key)
    await expect(throttle.admit(guess)).rejects.toThrow(tooMany(1))
    shut.add(strangers.key)
    await expect(throttle.admit(guess)).rejects.toThrow(tooMany(1))
    expect(given).toEqual([[strangers], []])
    await expect(throttle.countAddress(guess.addressKey)).rejects.toThrow(tooMany(1))
  })
})

test('a throttle that is off admits everything, and has nothing to write', async () => {
  const admitted = await noThrottle.admit(guess)
  expect(admitted).toMatchObject({ kind: 'admitted', settlement: undefined })
  if (admitted.kind === 'admitted') await expect(admitted.giveBack()).resolves.toBeUndefined()
  await expect(noThrottle.countAddress('192.0.2.1')).resolves.toBeUndefined()
  expect(noThrottle.accountKey('alice')).toBe('')
})
