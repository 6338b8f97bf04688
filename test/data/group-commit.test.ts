import { expect, test } from 'vitest'
import { openDatabaseFile } from '../../src/data/sqlite/database-file.ts'
import { createGroupCommit } from '../../src/data/sqlite/group-commit.ts'
import { createWriter } from '../../src/data/sqlite/writer.ts'
import type { Write } from '../../src/data/statement.ts'
import { temporaryFolder } from '../support/databases.ts'

const statement = (sql: string, ...parameters: unknown[]) => ({ sql, parameters })

/** Creates groups over a real writer, and lists the size of each group. */
async function counting() {
  const file = `${temporaryFolder()}/a.db`
  openDatabaseFile(file)
  const writer = createWriter(file)
  const sizes: number[] = []
  const group = (writes: readonly Write[]) => {
    sizes.push(writes.length)
    return writer.group(writes)
  }
  const groups = createGroupCommit({ ...writer, group }, 300)
  await groups.write([statement('create table t (id integer primary key, n integer not null)')])
  await groups.write([statement('insert into t values (1, 0)')])
  sizes.length = 0
  return { ...groups, sizes }
}

test('writes of one turn of the event loop share one commit', async () => {
  const { write, sizes } = await counting()
  const raise = statement('update t set n = n + 1 where n = ?', 0)
  const all = await Promise.all(Array.from({ length: 64 }, () => write([raise])))
  expect(all.filter(([result]) => result!.numAffectedRows === 1n)).toHaveLength(1)
  expect(sizes).toEqual([64])
})

test('a group has a size limit, and the rest follows in order', async () => {
  const { write, sizes } = await counting()
  const ids = Array.from({ length: 600 }, (_, i) => i + 2)
  const all = await Promise.all(ids.map((id) => write([statement('insert into t values (?, ?) returning id', id, 0)])))
  expect(all.map(([result]) => result!.rows[0])).toEqual(ids.map((id) => ({ id })))
  expect(sizes).toEqual([256, 256, 88])
})

test('transactions and groups take turns', async () => {
  const { write, begin } = await counting()
  const transaction = await begin(300)
  const waiting = write([statement('update t set n = n * 10')])
  const second = begin(300)
  await transaction.run(statement('update t set n = 3'))
  await transaction.commit()
  await (await second).rollback()
  await waiting
  const [result] = await write([statement('update t set n = n + 1 returning n')])
  expect(result!.rows).toEqual([{ n: 31 }])
})
