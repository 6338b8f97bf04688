// What is asked in one turn of the event loop goes to the database at once.
import { afterEach, describe, expect, test } from 'vitest'
import { batched } from '../../src/data/batched.ts'
import { createKeyStore } from '../../src/data/signing-keys.ts'
import { postgres } from '../support/databases.ts'
import { watchStatements } from '../support/sent-statements.ts'

/** Reads that answer each key with itself and the number of the read. */
function counting(maxKeys: number) {
  const reads: string[][] = []
  const ask = batched(maxKeys, async (keys) => {
    const read = reads.push(keys)
    return (key) => `${key} of ${read}`
  })
  return { reads, ask }
}

test.each<[string, number, string[], string[][]]>([
  ['one key, asked 50 times, where a read takes one', 1, Array(50).fill('a'), [['a']]],
  ['keys asked again once a read is full', 2, ['a', 'b', 'a', 'b', 'a'], [['a', 'b']]],
  [
    'a key more than a read takes',
    2,
    ['a', 'b', 'c', 'a'],
    [
      ['a', 'b'],
      ['c', 'a'],
    ],
  ],
  ['another key, where a read takes one', 1, ['a', 'b', 'b', 'a'], [['a'], ['b'], ['a']]],
])('%s: each is asked once in a read, and no read takes more', async (_, maxKeys, keys, expected) => {
  const { reads, ask } = counting(maxKeys)
  const answers = await Promise.all(keys.map(ask))
  expect(reads).toEqual(expected)
  expect(answers.map((answer) => answer.split(' ')[0])).toEqual(keys)
})

test('what is asked in a later turn is read anew', async () => {
  const { ask } = counting(1)
  expect([await ask('a'), await ask('a')]).toEqual(['a of 1', 'a of 2'])
})

test('where a read fails all fail who asked in it, and no other', async () => {
  let reads = 0
  const ask = batched(1, async () => {
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

  test('DESIGN §2: the version of the key set is asked once for all who ask in one turn', async () => {
    const { readVersion } = createKeyStore(await (await postgres!.fresh()).open())
    await readVersion()
    watched = watchStatements()
    await Promise.all(Array.from({ length: 50 }, readVersion))
    expect(watched.take()).toEqual(['select service_state'])
  })
})
