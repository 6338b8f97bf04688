// REQUIREMENTS G 3: how far a receiver is, and which process delivers to it (docs/events.md#the-webhook).
import { describe, expect, test } from 'vitest'
import { createEventFeed } from '../../src/data/event-feed.ts'
import { createEventReceiverStore } from '../../src/data/event-receivers.ts'
import { createEventStore } from '../../src/data/events.ts'
import { type EventPosition, FIRST_POSITION } from '../../src/events/event-feed.ts'
import { databases } from '../support/databases.ts'
import { anEvent } from './rows.ts'

const lease = (holder: string, untilMs: number) => ({ holder, untilMs })

describe.each(databases)('on $name', ({ fresh }) => {
  async function opened() {
    const database = await (await fresh()).open()
    const [feed, receivers, events] = [createEventFeed(database), createEventReceiverStore(database), createEventStore(database)]
    const timesAfter = async (position: EventPosition) => (await feed.listAfter(position, 9)).map(({ event }) => event.atMs)
    /** On PostgreSQL, a transaction of any other database of the server can hold an event back. */
    const record = async (atMs: number) => {
      await events.record([anEvent(atMs)])
      await expect.poll(() => timesAfter(FIRST_POSITION)).toContain(atMs)
    }
    return { receivers, record, timesAfter }
  }

  test('a new receiver begins now, and goes on after a restart', async () => {
    const { receivers, record, timesAfter } = await opened()
    await record(1)
    await receivers.adopt('webhook', 'one')
    await record(2)
    await receivers.adopt('webhook', 'one')
    const { position } = (await receivers.take('webhook', 'one', lease('a', 100), 1))!
    expect(await timesAfter(position)).toEqual([2])
  })

  test('a new target begins now, and nobody delivers to the old one', async () => {
    const { receivers, record, timesAfter } = await opened()
    await receivers.adopt('webhook', 'one')
    const before = (await receivers.take('webhook', 'one', lease('a', 100), 1))!
    await receivers.save('webhook', 'a', { ...before, refusedSinceMs: 7 })
    await record(1)
    await receivers.adopt('webhook', 'two')
    await record(2)
    expect(await receivers.take('webhook', 'one', lease('a', 100), 1)).toBeUndefined()
    expect(await receivers.save('webhook', 'a', before)).toBe(false)
    const now = (await receivers.take('webhook', 'two', lease('b', 100), 1))!
    expect(now.refusedSinceMs).toBeUndefined()
    expect(await timesAfter(now.position)).toEqual([2])
  })

  test('one process has the lease until it ends or is released', async () => {
    const { receivers } = await opened()
    await receivers.adopt('webhook', 'one')
    const take = (holder: string, nowMs: number) => receivers.take('webhook', 'one', lease(holder, nowMs + 100), nowMs)
    expect(await take('a', 1)).toBeDefined()
    expect(await take('b', 101)).toBeUndefined()
    expect(await take('a', 50)).toBeDefined()
    expect(await take('b', 150)).toBeUndefined()
    expect(await take('b', 151)).toBeDefined()
    await receivers.release('webhook', 'a')
    expect(await take('a', 152)).toBeUndefined()
    await receivers.release('webhook', 'b')
    expect(await take('a', 153)).toBeDefined()
  })

  test('who lost the lease saves nothing', async () => {
    const { receivers } = await opened()
    await receivers.adopt('webhook', 'one')
    const before = (await receivers.take('webhook', 'one', lease('a', 100), 1))!
    await receivers.take('webhook', 'one', lease('b', 300), 200)
    const moved = { position: { transactionId: 9, id: 9 }, refusedSinceMs: undefined }
    expect(await receivers.save('webhook', 'a', moved)).toBe(false)
    expect(await receivers.take('webhook', 'one', lease('b', 300), 200)).toEqual(before)
    expect(await receivers.save('webhook', 'b', { ...moved, refusedSinceMs: 5 })).toBe(true)
    expect(await receivers.take('webhook', 'one', lease('b', 300), 200)).toEqual({ ...moved, refusedSinceMs: 5 })
  })
})
