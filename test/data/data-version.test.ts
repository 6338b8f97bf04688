// REQUIREMENTS R 10, J 8: what is remembered of a row holds until anybody commits anything. So the next
// request sees a change by another process.
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { rememberedUntilCommit } from '../../src/data/data-version.ts'
import { sqlite } from '../support/databases.ts'

/** Creates a reader whose answer for each key is the number of the read. The key `absent` has none. */
function counting(dataVersion: () => number, maxKeys = 10) {
  let reads = 0
  const read = (key: string) => {
    reads += 1
    return key === 'absent' ? undefined : reads
  }
  return { ask: rememberedUntilCommit<number | undefined>(dataVersion, maxKeys, read), reads: () => reads }
}

test('an answer is read again after any process commits', async () => {
  const fresh = await sqlite.fresh()
  const [ours, others] = [await fresh.open(), await fresh.open()]
  const { ask } = counting(ours.direct!.dataVersion)
  expect([ask('a'), ask('b'), ask('a')]).toEqual([1, 2, 1])
  for (const [{ kysely }, expected] of [[others, 3] as const, [ours, 4] as const]) {
    await kysely.updateTable('service_state').set({ dev_at_ms: expected }).execute()
    expect([ask('a'), ask('a')]).toEqual([expected, expected])
  }
})

test('no more answers are remembered than were allowed', () => {
  const { ask } = counting(() => 1, 2)
  expect(['a', 'b', 'a', 'c', 'c', 'a'].map(ask)).toEqual([1, 2, 1, 3, 3, 4])
})

test('a single answer is remembered', () => {
  const { ask } = counting(() => 1, 1)
  expect(['a', 'a', 'b', 'b'].map(ask)).toEqual([1, 1, 2, 2])
})

test('an unknown name takes no longer than a known one (C 4)', () => {
  const { ask, reads } = counting(() => 1)
  expect(['absent', 'absent', 'absent'].map(ask)).toEqual([undefined, undefined, undefined])
  expect(reads()).toBe(1)
})

test('reads share a data version only inside shareVersion (R 10)', async () => {
  const { config, open } = await sqlite.fresh()
  const { direct } = await open()
  const other = new Sqlite((config as { file: string }).file)
  const commit = () => void other.exec('update service_state set epoch = epoch + 1')
  const versions: number[] = []
  const read = () => void versions.push(direct!.dataVersion())
  for (let round = 0; round < 2; round += 1) {
    direct!.shareVersion(() => {
      read()
      commit()
      read()
    })
  }
  read()
  const failing = () =>
    direct!.shareVersion(() => {
      read()
      throw new Error('of the work')
    })
  expect(failing).toThrow('of the work')
  commit()
  read()
  const [first, sharedWithFirst, second, sharedWithSecond, third, fourth, afterFailure] = versions
  expect([sharedWithFirst, sharedWithSecond, fourth]).toEqual([first, second, third])
  expect(new Set([first, second, third, afterFailure]).size).toBe(4)
  other.close()
})
