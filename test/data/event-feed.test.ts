// REQUIREMENTS G 3: readers of the audit trail get every event, in the order of the commits
// (docs/design/data.md#events-in-the-order-of-their-commits).
import { setImmediate } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createEventFeed } from '../../src/data/event-feed.ts'
import { createEventReceiverStore } from '../../src/data/event-receivers.ts'
import { createEventStore } from '../../src/data/events.ts'
import { type EventFeed, type EventPosition, FIRST_POSITION } from '../../src/events/event-feed.ts'
import { databases, postgres } from '../support/databases.ts'
import { anEvent } from './rows.ts'

/** Reads everything after `from`, as a reader does: page by page. */
async function readOn(feed: EventFeed, from: EventPosition): Promise<{ atMs: number[]; position: EventPosition }> {
  const atMs: number[] = []
  let position = from
  for (;;) {
    const page = await feed.listAfter(position, 3)
    atMs.push(...page.map(({ event }) => event.atMs))
    position = page.at(-1)?.position ?? position
    if (page.length < 3) return { atMs, position }
  }
}

/**
 * Waits for what a reader gets. Open transactions in any database of the server hold readers back, and other
 * tests have some.
 */
const expectRead = (feed: EventFeed, from: EventPosition) => expect.poll(async () => (await readOn(feed, from)).atMs)

describe.each(databases)('on $name', ({ fresh }) => {
  async function opened() {
    const made = await fresh()
    const database = await made.open()
    return { made, database, feed: createEventFeed(database), events: createEventStore(database) }
  }

  test('events come in order, each once, page by page (G 3)', async () => {
    const { feed, events } = await opened()
    for (let atMs = 1; atMs <= 7; atMs += 1) await events.record([anEvent(atMs)])
    await expectRead(feed, FIRST_POSITION).toEqual([1, 2, 3, 4, 5, 6, 7])
    const { position } = await readOn(feed, FIRST_POSITION)
    expect(await feed.listAfter(position, 3)).toEqual([])
  })

  test('a reader from the end gets what is committed later', async () => {
    const { feed, events } = await opened()
    await events.record([anEvent(1)])
    const end = await feed.end()
    await events.record([anEvent(2)])
    await expectRead(feed, end).toEqual([2])
  })

  test('a reader beside four writers skips nothing (G 3)', async () => {
    const { made, feed } = await opened()
    const writers = await Promise.all([1, 2, 3, 4].map(async () => createEventStore(await made.open())))
    let writing = true
    const written = Promise.all(
      writers.map(async (store, writer) => {
        for (let at = 0; at < 25; at += 1) await store.record([anEvent(1000 * writer + at)])
      }),
    ).finally(() => {
      writing = false
    })
    const read: number[] = []
    let position = FIRST_POSITION
    while (writing || read.length < 100) {
      const more = await readOn(feed, position)
      read.push(...more.atMs)
      position = more.position
      await setImmediate()
    }
    await written
    expect(read.toSorted((a, b) => a - b)).toEqual(
      [0, 1, 2, 3].flatMap((writer) => Array.from({ length: 25 }, (_, at) => 1000 * writer + at)),
    )
  })

  test('a database from before comes first, in the order of its ids', async () => {
    const { database, feed, events } = await opened()
    for (const atMs of [1, 2]) await events.record([anEvent(atMs)])
    await database.kysely.updateTable('events').set({ transaction_id: 0 }).execute()
    await events.record([anEvent(3)])
    await expectRead(feed, FIRST_POSITION).toEqual([1, 2, 3])
  })
})

describe.skipIf(postgres === null)('on PostgreSQL', () => {
  async function opened() {
    const made = await postgres!.fresh()
    const database = await made.open()
    if (made.config.kind !== 'postgres') throw new Error('not PostgreSQL')
    const clients: pg.Client[] = []
    /** Begins a transaction that stays open, and has its number. */
    async function held() {
      const client = new pg.Client({ connectionString: (made.config as { url: string }).url })
      clients.push(client)
      await client.connect()
      await client.query('begin')
      await client.query('select pg_current_xact_id()')
      return {
        record: (atMs: number) => client.query(`insert into events (type, at_ms, count) values ('login', $1, 1)`, [atMs]),
        commit: () => client.query('commit'),
      }
    }
    onTestFinished(async () => {
      for (const client of clients) await client.end()
    })
    return { database, feed: createEventFeed(database), events: createEventStore(database), held }
  }

  test('a transaction held open commits last; neither is skipped (G 3)', async () => {
    const { feed, events, held } = await opened()
    const open = await held()
    await open.record(1)
    await events.record([anEvent(2)])
    // The second is committed. If a reader went past it now, it would never see the first.
    const early = await readOn(feed, FIRST_POSITION)
    expect(early.atMs).toEqual([])
    await open.commit()
    await expectRead(feed, early.position).toEqual([1, 2])
  })

  test('a smaller id that commits later is not skipped (G 3)', async () => {
    const { feed, held } = await opened()
    const [first, second] = [await held(), await held()]
    await second.record(2)
    await first.record(1)
    await first.commit()
    await expectRead(feed, FIRST_POSITION).toEqual([1])
    const early = await readOn(feed, FIRST_POSITION)
    await second.commit()
    await expectRead(feed, early.position).toEqual([2])
  })

  test('a reader from the end gets what was open then', async () => {
    const { feed, held } = await opened()
    const open = await held()
    await open.record(1)
    const end = await feed.end()
    await open.commit()
    await expectRead(feed, end).toEqual([1])
  })

  test('a database moved from another server loses no event', async () => {
    const { database, feed, events } = await opened()
    const receivers = createEventReceiverStore(database)
    const lease = { holder: 'a', untilMs: 1 }
    await receivers.adopt('webhook', 'target')
    await receivers.take('webhook', 'target', lease, 2)
    for (const atMs of [1, 2, 3]) await events.record([anEvent(atMs)])
    await expectRead(feed, FIRST_POSITION).toEqual([1, 2, 3])
    const [first] = await feed.listAfter(FIRST_POSITION, 1)
    await receivers.save('webhook', 'a', { position: first!.position, refusedSinceMs: undefined })
    // Numbers of a server that is ahead of this one.
    const ahead = 10 ** 12
    await database.kysely
      .updateTable('events')
      .set((is) => ({ transaction_id: is('transaction_id', '+', ahead) }))
      .execute()
    await database.kysely
      .updateTable('event_receivers')
      .set((is) => ({ transaction_id: is('transaction_id', '+', ahead) }))
      .execute()
    expect(await feed.listAfter(FIRST_POSITION, 3)).toEqual([])
    await feed.settle()
    await events.record([anEvent(4)])
    const { position } = (await receivers.take('webhook', 'target', lease, 2))!
    await expectRead(feed, position).toEqual([2, 3, 4])
  })
})
