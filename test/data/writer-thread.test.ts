// The thread that writes to SQLite dies, for example from a fault or a lack of memory (REQUIREMENTS F 3).
import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { sqlite } from '../support/databases.ts'
import { playground } from './playground.ts'

async function openWithThread() {
  const threads: Worker[] = []
  const note = (thread: Worker) => void threads.push(thread)
  process.on('worker', note)
  const { open } = await sqlite.fresh({ empty: true })
  const database = await open({ sqlite: { writer: 'worker', busyLimitMs: 2000 } })
  const play = await playground(database)
  const insert = (id: number) => play.kysely.insertInto('t').values({ id, counter: 0, name: null }).execute()
  return { database, play, insert, threads, stopNoting: () => process.off('worker', note) }
}

test('a dead writer thread is replaced, and no acknowledged write is lost (F 3)', async () => {
  const { database, play, insert, threads, stopNoting } = await openWithThread()
  for (let death = 1; death <= 3; death += 1) {
    await insert(1000 * death)
    const writes = Array.from({ length: 500 }, (_, index) => insert(1000 * death + 1 + index).then(() => 1000 * death + 1 + index))
    const dying = threads.at(-1)!
    await dying.terminate()
    const outcomes = await Promise.allSettled(writes)
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'unavailable' })
    const acknowledged = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    await insert(1000 * death + 999)
    const stored = new Set((await play.kysely.selectFrom('t').select('id').execute()).map(({ id }) => id))
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
    expect(stored).toContain(1000 * death)
    expect(threads).toHaveLength(death + 1)
  }
  await database.close()
  stopNoting()
})

test('a thread that dies in a transaction leaves no change or lock (F 3)', async () => {
  const { database, play, insert, threads, stopNoting } = await openWithThread()
  const broken = play.kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto('t').values({ id: 1, counter: 0, name: null }).execute()
    await threads[0]!.terminate()
    await transaction.insertInto('t').values({ id: 2, counter: 0, name: null }).execute()
  })
  await expect(broken).rejects.toThrow()
  await insert(3)
  expect((await play.kysely.selectFrom('t').select('id').execute()).map(({ id }) => id)).toEqual([3])
  await database.close()
  stopNoting()
})

test('a closed writer thread is not started again', async () => {
  const { database, insert, threads, stopNoting } = await openWithThread()
  const ended = once(threads[0]!, 'exit')
  await database.close()
  await ended
  await expect(insert(1)).rejects.toMatchObject({ code: 'unavailable', storageCode: 'CLOSED' })
  expect(threads).toHaveLength(1)
  stopNoting()
})
