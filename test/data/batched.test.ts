// Reads that are requested in one turn of the event loop go to the database together.
import { afterEach, describe, expect, test } from 'vitest'
import { batched } from '../../src/data/batched.ts'
import { createKeyStore } from '../../src/data/signing-keys.ts'
import { postgres } from '../support/databases.ts'
import { watchStatements } from '../support/sent-statements.ts'

/** Creates a reader whose answer for each key is the key and the number of the read. */
function counting(maxKeys: number) {
  const reads: string[][] = []
  const ask = batched(maxKeys, async (keys: string[]) => {
    const read = reads.push(keys)
    return (key) => `${key} of ${read}`
  })
  return { reads, ask }
}

test.each<[string, number, string[], string[][]]>([
  ['one key 50 times, one per read', 1, Array(50).fill('a'), [['a']]],
  ['repeated keys, two per read', 2, ['a', 'b', 'a', 'b', 'a'], [['a', 'b']]],
  [
    'one key too many, two per read',
    2,
    ['a', 'b', 'c', 'a'],
    [
      ['a', 'b'],
      ['c', 'a'],
    ],
  ],
  ['several keys, one per read', 1, ['a', 'b', 'b', 'a'], [['a'], ['b'], ['a']]],
])('one request per key: %s', async (_, maxKeys, keys, expected) => {
  const { reads, ask } = counting(maxKeys)
  const answers = await Promise.all(keys.map(ask))
  expect(reads).toEqual(expected)
  expect(answers.map((answer) => answer.split(' ')[0])).toEqual(keys)
})

test('a key requested in a later turn is read again', async () => {
  const { ask } = counting(1)
  expect([await ask('a'), await ask('a')]).toEqual(['a of 1', 'a of 2'])
})

test('a failed read fails all its callers and no others', async () => {
  let reads = 0
  const ask = batched<string, string>(1, async () => {
    reads += 1
    if (reads === 1) throw new Error('away')
    return () => 'there'
  })
  expect(await Promise.allSettled([ask('a'), ask('a'), ask('b')])).toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
    { value: 'there' },
  ])
})

describe.skipIf(postgres === null)('on PostgreSQL', () => {
  let watched: ReturnType<typeof watchStatements> | undefined
  afterEach(() => watched?.stop())

  test('callers in one turn share one read of the key version', async () => {
    const { readVersion } = createKeyStore(await (await postgres!.fresh()).open())
    await readVersion()
    watched = watchStatements()
    await Promise.all(Array.from({ length: 50 }, readVersion))
    expect(watched.take()).toEqual(['select service_state'])
  })
})
