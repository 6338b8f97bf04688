// REQUIREMENTS G 3: the webhook delivers every event at least once, in order (docs/events.md#the-webhook).
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createEventFeed } from '../../src/data/event-feed.ts'
import { createEventReceiverStore } from '../../src/data/event-receivers.ts'
import { createEventStore } from '../../src/data/events.ts'
import { createLog } from '../../src/log.ts'
import { createEventCourier } from '../../src/ops/event-courier.ts'
import { createPost } from '../../src/ops/post.ts'
import { realSystem } from '../../src/system.ts'
import { anEvent } from '../data/rows.ts'
import { databases } from '../support/databases.ts'
import { createTestSystem } from '../support/test-system.ts'
import { startReceiver, WEBHOOK_KEY, type WebhookReceiver } from '../support/webhook-receiver.ts'

async function receiverOf(clock: 'real' | 'test') {
  const receiver = await startReceiver({ clock })
  onTestFinished(() => receiver.close())
  return receiver
}
const idsOf = ({ received }: WebhookReceiver) => received.map(({ data }) => data.id)
/** The ids from the first to the last, without a gap. */
const withoutGap = (ids: number[]) => Array.from({ length: ids.at(-1)! - ids[0]! + 1 }, (_, at) => ids[0]! + at)

describe.each(databases)('on $name', ({ fresh }) => {
  async function opened(clock: 'real' | 'test') {
    const database = await (await fresh()).open()
    const [feed, receivers, events] = [createEventFeed(database), createEventReceiverStore(database), createEventStore(database)]
    const receiver = await receiverOf(clock)
    const { url } = receiver
    const webhook = { url, secrets: [WEBHOOK_KEY] }
    const system = createTestSystem()
    const logged: string[] = []
    const log = createLog('debug', { write: (line) => logged.push(line) })
    const needs = { feed, receivers, webhook, send: createPost(url), log }
    // Each pause passes at once on the test clock.
    const pause = async (ms: number) => {
      system.advanceMs(ms)
      await sleep(1)
    }
    const start = () => {
      const courier = createEventCourier(clock === 'real' ? { ...needs, system: realSystem } : { ...needs, system, pause })
      onTestFinished(() => courier.stop())
      courier.start()
      return courier
    }
    /** Writes events and returns the id of the last one. */
    const record = async (count: number) => {
      for (let at = 0; at < count; at += 1) await events.record([anEvent(at)])
      return (
        await database.kysely
          .selectFrom('events')
          .select(({ fn }) => fn.max('id').as('id'))
          .executeTakeFirstOrThrow()
      ).id
    }
    /** A receiver begins when its courier first has its row. Waits until the first event has come. */
    const begun = () => expect.poll(async () => (await record(1)) > 0 && receiver.received.length, { interval: 500 }).toBeGreaterThan(0)
    return { receiver, start, logged, record, begun, system }
  }

  test('every event comes once and in order (G 3)', async () => {
    const { receiver, start, record, begun } = await opened('real')
    const courier = start()
    await begun()
    const last = await record(150)
    await expect.poll(() => idsOf(receiver).at(-1)).toBe(last)
    const ids = idsOf(receiver)
    expect(ids).toEqual(withoutGap(ids))
    await expect.poll(() => courier.counts()).toEqual({ delivered: ids.length, failed: 0, givenUp: 0 })
  })

  test('a receiver that fails gets the same event again (G 3)', async () => {
    const { receiver, start, logged, record, begun } = await opened('test')
    const courier = start()
    await begun()
    const answers = [503, 302, 0, 429, 408]
    receiver.answer = (request, response) => {
      const status = answers.shift() ?? 204
      if (status === 0) request.socket.destroy()
      else response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end()
    }
    const last = await record(3)
    await expect.poll(() => idsOf(receiver).at(-1)).toBe(last)
    const ids = [...new Set(idsOf(receiver))]
    expect(ids).toEqual(withoutGap(ids))
    expect(courier.counts()).toMatchObject({ failed: 5, givenUp: 0 })
    expect(logged.filter((line) => line.includes('did not take an event'))).toHaveLength(1)
    expect(logged.filter((line) => line.includes('takes events again'))).toHaveLength(1)
  })

  test('an event refused for a day is skipped, logged and counted', async () => {
    const { receiver, start, logged, record, begun, system } = await opened('test')
    const courier = start()
    await begun()
    const before = await record(1)
    await expect.poll(() => idsOf(receiver).at(-1)).toBe(before)
    receiver.answer = (_, response) => {
      system.advanceSeconds(3600)
      response.writeHead(courier.counts().givenUp === 0 ? 410 : 204).end()
    }
    const refused = await record(1)
    const last = await record(1)
    await expect.poll(() => idsOf(receiver).at(-1)).toBe(last)
    expect(idsOf(receiver).slice(-2)).toEqual([before, last])
    expect(last).toBe(refused + 1)
    expect(courier.counts()).toMatchObject({ givenUp: 1, failed: expect.toBeOneOf([24, 25]) })
    expect(logged.filter((line) => line.includes('"level":"error"'))).toEqual([
      expect.stringMatching(`"event":${refused},"status":410,.*given up`),
    ])
  })

  test('one of two processes delivers, and the other takes over (G 3)', async () => {
    const { receiver, start, record, begun } = await opened('real')
    const couriers = [start(), start()]
    await begun()
    const delivered = () => couriers.map((courier) => courier.counts().delivered)
    // A courier counts an event only after the receiver's answer, and an event without an answer comes again.
    await expect.poll(() => delivered().includes(0) && delivered().includes(receiver.received.length)).toBe(true)
    await couriers[delivered().findIndex((count) => count > 0)]!.stop()
    const last = await record(1)
    await expect.poll(() => idsOf(receiver).at(-1)).toBe(last)
    await expect.poll(() => delivered().every((count) => count > 0)).toBe(true)
    expect(idsOf(receiver)).toEqual(withoutGap(idsOf(receiver)))
  })
})

describe('one request', () => {
  const message = { headers: { 'content-type': 'application/json' }, body: '{}' }
  const never = new AbortController().signal

  async function answering(listener: Parameters<typeof createServer>[1]) {
    const server = createServer(listener!).listen(0, '127.0.0.1')
    onTestFinished(() => {
      server.close()
      server.closeAllConnections()
    })
    await new Promise((resolve) => server.once('listening', resolve))
    return `http://127.0.0.1:${(server.address() as { port: number }).port}/`
  }

  test('a redirect is not followed', async () => {
    let followed = 0
    const url = await answering(({ url: path }, response) => {
      if (path === '/next') followed += 1
      response.writeHead(307, { location: '/next' }).end()
    })
    expect(await createPost(url)(message, never)).toEqual({ kind: 'answered', status: 307 })
    expect(followed).toBe(0)
  })

  test('an endless answer is cut', async () => {
    let sent = 0
    const url = await answering((request, response) => {
      response.writeHead(200)
      const more = setInterval(() => {
        sent += 16_384
        response.write('x'.repeat(16_384))
      }, 1)
      request.socket.once('close', () => clearInterval(more))
    })
    expect(await createPost(url)(message, never)).toEqual({ kind: 'answered', status: 200 })
    const soFar = sent
    await sleep(100)
    expect(sent).toBeLessThan(soFar + 64 * 16_384)
  })

  test('no answer in time is a failure', async () => {
    const url = await answering(() => {})
    expect(await createPost(url, 100)(message, never)).toEqual({ kind: 'none', reason: 'TimeoutError' })
  })

  test('a receiver that is away is a failure with its code', async () => {
    expect(await createPost('http://127.0.0.1:1/secret')(message, never)).toEqual({
      kind: 'none',
      reason: expect.stringMatching(/^[\w ]+$/),
    })
  })
})
