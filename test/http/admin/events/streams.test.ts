// The audit trail as lines of JSON and as server-sent events (docs/events.md#streams).
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished } from 'vitest'
import { administrator } from '../../../support/admin.ts'
import { conformingFetch } from '../../../support/conformance.ts'
import { onEachDatabase } from '../../../support/fixtures.ts'
import type { RunningService } from '../../../support/service.ts'

interface Line {
  id: number
  type: string
  user_id?: string
  cursor: string
}

const NDJSON = { accept: 'application/x-ndjson' }

describe.each(onEachDatabase())('on $name', ({ test }) => {
  const linesOf = (body: string): Line[] =>
    body
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))

  async function watching(service: RunningService, token: string, { query = '', ...headers }: Record<string, string> = {}) {
    const aborting = new AbortController()
    onTestFinished(() => aborting.abort())
    const response = await conformingFetch(service.url)(`/admin/events${query}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...headers },
      signal: aborting.signal,
    })
    let text = ''
    let isOver = false
    const reading = async () => {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk
    }
    reading()
      .catch(() => {})
      .finally(() => {
        isOver = true
      })
    return {
      response,
      text: () => text,
      isOver: () => isOver,
      events: () => [...text.matchAll(/^data: (.*)\nid: (.*)$/gm)].map(([, data, cursor]) => ({ ...JSON.parse(data!), cursor }) as Line),
      close: () => aborting.abort(),
    }
  }
  const typesOf = (events: { type: string }[]) => events.map(({ type }) => type)

  test('lines have every event, the oldest first, and a cursor (G 3)', async ({ service, alice, admin }) => {
    await service.send('POST', '/logout', { headers: { authorization: `Bearer ${alice.access_token}` } })
    const { events } = (await admin.send('GET', '/admin/events?limit=100')).body
    const read = async (query = '') =>
      await service.send('GET', `/admin/events${query}`, { headers: { ...NDJSON, authorization: `Bearer ${admin.token}` } })
    await expect.poll(async () => linesOf((await read()).body).map(({ cursor, ...event }) => event)).toEqual(events.toReversed())
    const all = linesOf((await read()).body)
    expect(linesOf((await read(`?after=${all[0]!.cursor}`)).body)).toEqual(all.slice(1))
    expect((await read(`?after=${all.at(-1)!.cursor}`)).body).toBe('')
    expect(typesOf(linesOf((await read(`?user_id=${alice.id}`)).body))).toEqual(['user_created', 'login', 'logout'])
    expect(typesOf(linesOf((await read('?type=logout&limit=1')).body))).toEqual(['logout'])
  })

  test('server-sent events begin now, and go on after the last id (G 3)', async ({ service, admin }) => {
    const stream = await watching(service, admin.token)
    await expect.poll(stream.text).toMatch(/^id: /)
    const id = await service.addUser('streamed')
    await service.logIn('streamed')
    await expect.poll(() => typesOf(stream.events())).toEqual(['user_created', 'login'])
    stream.close()
    await service.logIn('streamed')
    const next = await watching(service, admin.token, { 'last-event-id': stream.events()[0]!.cursor, query: `?user_id=${id}` })
    await expect.poll(() => typesOf(next.events())).toEqual(['login', 'login'])
    expect(next.events()[0]).toEqual(stream.events()[1])
  })

  test('a quiet stream has a comment every 15 seconds', async ({ service, admin }) => {
    const stream = await watching(service, admin.token)
    await expect.poll(stream.text).toMatch(/^id: /)
    service.system.advanceSeconds(15)
    await expect.poll(stream.text).toMatch(/^:$/m)
    service.system.advanceSeconds(-15)
  })

  test('a stream ends when the session of its token does (G 3)', async ({ service }) => {
    const operator = await administrator(service, 'logged-out')
    const stream = await watching(service, operator.token)
    await expect.poll(stream.text).toMatch(/^id: /)
    await operator.send('POST', '/logout')
    await expect.poll(stream.isOver).toBe(true)
    // The event that ended it is not for this reader.
    expect(typesOf(stream.events())).not.toContain('logout')
  })

  test('token and session are asked again every 10 seconds, also without events', async ({ service, database }) => {
    const operator = await administrator(service, 'demoted')
    const stream = await watching(service, operator.token)
    await expect.poll(stream.text).toMatch(/^id: /)
    const { kysely } = await database.open()
    await kysely.updateTable('users').set({ scope: 'data:read' }).where('id', '=', operator.id).execute()
    service.system.advanceSeconds(9)
    await sleep(1500)
    expect(stream.isOver()).toBe(false)
    service.system.advanceSeconds(1)
    await expect.poll(stream.isOver).toBe(true)
  })

  test('a bad cursor, and a token without the scope, are refused', async ({ service, admin, alice }) => {
    const get = (token: string, headers: Record<string, string>, query = '') =>
      service.send('GET', `/admin/events${query}`, { headers: { authorization: `Bearer ${token}`, ...headers } })
    for (const accept of ['application/x-ndjson', 'text/event-stream']) {
      expect((await get(admin.token, { accept }, '?after=MTY')).status).toBe(422)
      expect((await get(admin.token, { accept, 'last-event-id': 'MTY' })).status).toBe(422)
      expect((await get(admin.token, { accept, 'last-event-id': 'x y' })).status).toBe(400)
      // The longest that is read as a cursor, and one more.
      expect((await get(admin.token, { accept, 'last-event-id': 'x'.repeat(64) })).status).toBe(422)
      expect((await get(admin.token, { accept, 'last-event-id': 'x'.repeat(65) })).status).toBe(400)
      expect((await get((await service.logIn('alice')).access_token, { accept })).status).toBe(403)
      expect((await service.send('GET', '/admin/events', { headers: { accept } })).status).toBe(401)
      expect((await get('', { accept }, `?access_token=${admin.token}`)).status).toBe(401)
    }
    expect(alice.id).toBeDefined()
  })

  test('21 streams are too many, and one that ends makes room', async ({ service, admin }) => {
    const streams = await Promise.all(Array.from({ length: 20 }, () => watching(service, admin.token)))
    const refused = await service.send('GET', '/admin/events', {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${admin.token}` },
    })
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('10')
    streams[0]!.close()
    await expect
      .poll(
        async () => (await service.send('GET', '/admin/events', { headers: { ...NDJSON, authorization: `Bearer ${admin.token}` } })).status,
      )
      .toBe(200)
    for (const stream of streams) stream.close()
    await sleep(50)
  })

  test('a stopping service ends its streams', async ({ replica, admin }) => {
    const stream = await watching(replica, admin.token)
    await expect.poll(stream.text).toMatch(/^id: /)
    replica.service.endStreams()
    await expect.poll(stream.isOver).toBe(true)
  })

  test('a stream ends with its token', async ({ service }) => {
    const operator = await administrator(service, 'expiring')
    const stream = await watching(service, operator.token)
    await expect.poll(stream.text).toMatch(/^id: /)
    service.system.advanceSeconds(900)
    await expect.poll(stream.isOver).toBe(true)
  })
})
