// What a traced service sends to a receiver of OTLP, on both databases.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Config } from '../../src/config.ts'
import { databases } from '../support/databases.ts'
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.ts'
import { basic, PASSWORD, type RunningService, startService } from '../support/service.ts'
import { createRunningSystem } from '../support/test-system.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const CALLER = '00f067aa0ba902b7'
const LOOPBACK: Config['trustedProxies'] = [{ address: '127.0.0.1', prefixLength: 32, family: 'ipv4' }]

let receiver: OtlpReceiver
beforeAll(async () => {
  receiver = await startOtlpReceiver()
})
afterAll(() => receiver.close())

describe.each(databases)('on $name', ({ fresh, kind }) => {
  /** Runs `act` on a traced service, and returns the spans that were sent until the service had stopped. */
  async function spansOf(act: (s: RunningService) => Promise<unknown>, config: Partial<Config> & { share?: number } = {}) {
    receiver.spans.length = 0
    const { share = 1, ...rest } = config
    const traces = { url: `${receiver.url}/v1/traces`, headers: { 'api-key': 'canary-key' }, serviceName: 'auth', share }
    const s = await startService((await fresh()).config, { system: createRunningSystem(), config: { traces, ...rest } })
    try {
      await s.addUser('alice')
      await act(s)
    } finally {
      await s.stop()
    }
    return [...receiver.spans]
  }
  const named = (spans: ReceivedSpan[], name: string) => spans.filter((span) => span.name === name)
  const below = (spans: ReceivedSpan[], root: ReceivedSpan) => spans.filter(({ parentSpanId }) => parentSpanId === root.spanId)
  const traceparent = (header: string) => ({ headers: { traceparent: header } })

  test('a login, a refresh and a read are trees of their steps', async () => {
    let traceOfLog: string | undefined
    const spans = await spansOf(async (s) => {
      const { access_token: token, refresh_token: refresh } = await s.logIn('alice')
      expect((await s.refresh(refresh)).status).toBe(200)
      expect((await s.get('/protected', token)).status).toBe(200)
      traceOfLog = s.logged.map((line) => JSON.parse(line)).find(({ path }) => path === '/protected').trace
    })
    const [login, refresh] = named(spans, 'POST /token')
    const [read] = named(spans, 'GET /protected')
    expect(login).toMatchObject({
      kind: 2,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/token',
        'http.response.status_code': '200',
        'url.scheme': expect.stringMatching(/^https?$/),
        'client.address': '127.0.0.1',
      },
    })
    expect(Object.keys(login!.attributes)).toHaveLength(5)
    const stepsOf = (root: ReceivedSpan) => below(spans, root).map(({ name }) => name)
    expect(stepsOf(login!)).toEqual(expect.arrayContaining(['hash password', 'sign JWT', expect.stringMatching(/^SELECT .*users/)]))
    expect(stepsOf(login!).join()).toMatch(/INSERT sessions/)
    expect(stepsOf(refresh!)).toContain('sign JWT')
    expect(stepsOf(refresh!).join()).toMatch(/UPDATE .*sessions/)
    expect(stepsOf(refresh!)).not.toContain('hash password')
    expect(stepsOf(read!).every((name) => /^SELECT /.test(name))).toBe(true)
    if (kind === 'postgres') expect(stepsOf(read!)).toHaveLength(1)
    expect(read!.traceId).toBe(traceOfLog)
    for (const root of [login!, refresh!, read!]) {
      expect(root.parentSpanId).toBeUndefined()
      for (const step of below(spans, root)) {
        expect(step.traceId).toBe(root.traceId)
        expect(BigInt(step.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(root.endTimeUnixNano))
        expect(BigInt(step.startTimeUnixNano)).toBeLessThanOrEqual(BigInt(step.endTimeUnixNano))
      }
    }
    const statement = below(spans, login!).find(({ name }) => name.startsWith('SELECT'))!
    expect(statement.attributes).toMatchObject({
      'db.system.name': kind === 'sqlite' ? 'sqlite' : 'postgresql',
      'db.query.summary': statement.name,
    })
    expect(receiver.resource).toMatchObject({ 'service.name': 'auth', 'service.version': expect.any(String) })
    expect(receiver.headers.at(-1)).toMatchObject({ 'api-key': 'canary-key' })
  })

  test('from a stranger, a trace is only linked to (W3C Trace Context §3.2)', async () => {
    const [span] = await spansOf((s) => s.send('GET', '/livez', traceparent(`00-${TRACE}-${CALLER}-01`)))
    expect(span).toMatchObject({ name: 'GET /livez', links: [{ traceId: TRACE, spanId: CALLER, flags: 0x301 }] })
    expect(span!.traceId).not.toBe(TRACE)
    expect(span!.parentSpanId).toBeUndefined()
  })

  test('from a trusted proxy, a trace goes on, and its flag decides (W3C Trace Context §3.2.2.5)', async () => {
    const act = async (s: RunningService) => {
      await s.send('GET', '/livez', traceparent(`00-${TRACE}-${CALLER}-01`))
      await s.send('GET', '/livez', traceparent(`00-${'1'.repeat(32)}-${CALLER}-00`))
    }
    for (const share of [0, 1]) {
      const spans = await spansOf(act, { trustedProxies: LOOPBACK, share })
      expect(spans).toEqual([expect.objectContaining({ traceId: TRACE, parentSpanId: CALLER, flags: 0x301 })])
      expect(spans[0]!.links).toBeUndefined()
    }
  })

  test('logins at the same time keep their steps apart', async () => {
    // More tries of one account at a time than the throttle lets through.
    const spans = await spansOf((s) => Promise.all(Array.from({ length: 12 }, () => s.logIn('alice'))), { throttle: false })
    const logins = named(spans, 'POST /token')
    expect(logins).toHaveLength(12)
    for (const login of logins) {
      const steps = below(spans, login).map(({ name }) => name)
      for (const step of ['hash password', 'sign JWT']) expect(steps.filter((name) => name === step)).toHaveLength(1)
      expect(steps.join()).toMatch(/INSERT sessions/)
    }
    const ids = new Set(logins.map(({ traceId }) => traceId))
    expect(ids.size).toBe(12)
    expect(spans.every(({ traceId }) => ids.has(traceId))).toBe(true)
  })

  test('without the receiver nothing fails, and the losses are counted', async () => {
    const traces = { url: 'http://127.0.0.1:1/v1/traces', headers: {}, serviceName: 'auth', share: 1 }
    const s = await startService((await fresh()).config, { system: createRunningSystem(), config: { traces } })
    const read = (name: string) => s.service.families.find((family) => family.name === name)!.read()
    await s.addUser('alice')
    for (let i = 0; i < 600; i += 1) expect((await s.get('/livez')).status).toBe(200)
    await s.logIn('alice')
    await s.stop()
    expect(read('mintmark_spans_exported_total')).toEqual([{ labels: {}, value: 0 }])
    expect(read('mintmark_spans_dropped_total')).toEqual([{ labels: {}, value: expect.toSatisfy((value: number) => value > 600) }])
  })

  test('without a receiver in the settings nothing is wrapped', async () => {
    const s = await startService((await fresh()).config)
    expect(s.service.fetch).toBe(s.service.app.fetch)
    await s.stop()
  })

  test('a share of 0 traces nothing', async () => {
    expect(await spansOf((s) => s.get('/livez'), { share: 0 })).toEqual([])
  })

  test('a refusal has its route and status, an unknown path no route', async () => {
    const spans = await spansOf(async (s) => {
      await s.get('/protected')
      await s.get('/canary-path?canary=1')
    })
    expect(named(spans, 'GET /protected')[0]).toMatchObject({ attributes: { 'http.response.status_code': '401' } })
    expect(named(spans, 'GET')[0]!.attributes).not.toHaveProperty('http.route')
    expect(spans.every(({ status }) => status === undefined)).toBe(true)
  })

  test('no secret, name, query or header is in a span (G 1)', async () => {
    receiver.texts.length = 0
    let secrets: string[] = []
    await spansOf(async (s) => {
      const headers = { tracestate: 'canary=1', baggage: 'canary=1', 'x-request-id': 'canary', 'user-agent': 'canary' }
      const id = await s.addUser('canary-user', { password: 'canary-password-of-erin' })
      const tokens = await s.logIn('canary-user', 'canary-password-of-erin')
      const refreshed = (await s.refresh(tokens.refresh_token)).body
      await s.send('GET', '/protected?canary=canary', { headers: { ...headers, authorization: `Bearer ${refreshed.access_token}` } })
      await s.form('/token', { username: 'canary-unknown-name', password: 'canary-wrong-password' })
      await s.form('/token', { grant_type: 'client_credentials' }, basic('canary-client', 'canary-secret'))
      await s.json('POST', '/users', { username: 'canary-new', password: 'canary-password-of-new' })
      await s.get(`/admin/users/${id}`, refreshed.access_token)
      secrets = ['canary', id, PASSWORD, ...Object.values(tokens).map(String), refreshed.access_token, refreshed.refresh_token].filter(
        (text) => text.length > 9 || text === 'canary',
      )
    })
    const sent = receiver.texts.join('\n')
    expect(sent).toContain('POST /token')
    expect(sent).toContain('GET /admin/users/{')
    for (const secret of secrets.filter((text) => text !== 'data:read')) expect(sent).not.toContain(secret)
  })
})
