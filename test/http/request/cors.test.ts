// REQUIREMENTS H 5: a page of another origin may call the service only if its origin is configured.
import { describe, expect, test } from 'vitest'
import { operations } from '../../support/contract.ts'
import { sqlite } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { ISSUER, type RunningService, startService } from '../../support/service.ts'

const APP = 'https://app.example.com'
const ALLOWED_HEADERS =
  'authorization, content-type, idempotency-key, last-event-id, dpop, x-requested-with, traceparent, tracestate, baggage'
const paths = [...new Set(operations.map(({ path }) => path))]
const targetOf = (path: string) => path.replaceAll(/\{[^}]+\}/g, 'x')
const methodsOf = (path: string) => operations.filter((operation) => operation.path === path).map(({ method }) => method)
const corsHeaders = (headers: Headers) => [...headers.keys()].filter((name) => name.startsWith('access-control-'))

const testClosed = onDatabase(sqlite)
const testOpen = onDatabase(sqlite, { config: { cors: { origins: [APP, 'http://10.0.0.5:3000'], loopback: false } } })
const testDev = onDatabase(sqlite, { config: { cors: { origins: [], loopback: true } } })

const start = async (cors: { origins: string[]; loopback: boolean }) => startService((await sqlite.fresh()).config, { config: { cors } })
const preflight = (s: RunningService, path: string, origin: string, method = 'POST') =>
  s.send('OPTIONS', path, {
    headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization,content-type' },
  })

describe('without a configured origin', () => {
  const test = testClosed

  test.for(paths)('%s has no CORS headers (H 5)', async (path, { service }) => {
    const asked = await preflight(service, targetOf(path), APP)
    expect(asked.status).toBe(405)
    const [method] = methodsOf(path)
    const called = await service.send(method!, targetOf(path), { headers: { origin: APP } })
    for (const { headers } of [asked, called]) expect(corsHeaders(headers)).toEqual([])
  })
})

describe('with a configured origin', () => {
  const test = testOpen

  test.for(paths)('the preflight of %s names its methods and allowed headers (H 5)', async (path, { service }) => {
    const { status, headers, body } = await preflight(service, targetOf(path), APP)
    expect([status, body]).toEqual([204, ''])
    expect(headers.get('access-control-allow-origin')).toBe(APP)
    const methods = methodsOf(path).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    expect(headers.get('access-control-allow-methods')?.split(', ').sort()).toEqual(methods.sort())
    expect(headers.get('access-control-allow-headers')).toBe(ALLOWED_HEADERS)
    expect(headers.get('access-control-max-age')).toBe('600')
    expect(headers.get('vary')).toBe('Origin')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  })

  test.for(operations)('a page may call $id and read why it was refused (H 5)', async ({ method, path }, { service }) => {
    const { headers } = await service.send(method, targetOf(path), { headers: { origin: APP } })
    expect(headers.get('access-control-allow-origin')).toBe(APP)
    expect(headers.get('access-control-expose-headers')).toBe('www-authenticate, retry-after, x-request-id')
    expect(headers.get('vary')).toBe('Origin')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  })

  test.for([
    'https://other.example.com',
    'https://app.example.com.evil.example',
    'https://evil.example/https://app.example.com',
    'https://xapp.example.com',
    'https://app.example.com:8443',
    'https://app.example.com/',
    'https://APP.example.com',
    'http://app.example.com',
    `${APP}, ${APP}`,
    `${APP} ${APP}`,
    'http://localhost:3000',
    'null',
    '*',
  ])('%s gets no CORS headers (H 5)', async (origin, { service }) => {
    const asked = await preflight(service, '/token', origin)
    expect(asked.status).toBe(405)
    const called = await service.send('GET', '/.well-known/jwks.json', { headers: { origin } })
    for (const { headers } of [asked, called]) {
      expect(corsHeaders(headers)).toEqual([])
      expect(headers.get('vary')).toBe('Origin')
    }
  })

  test('the second configured origin works too (H 5)', async ({ service }) => {
    const { headers } = await service.send('GET', '/.well-known/jwks.json', { headers: { origin: 'http://10.0.0.5:3000' } })
    expect(headers.get('access-control-allow-origin')).toBe('http://10.0.0.5:3000')
  })

  test('an answer without an origin is not reused for a page (H 5)', async ({ service }) => {
    const { headers } = await service.get('/.well-known/jwks.json')
    expect(headers.get('vary')).toBe('Origin')
    expect(headers.get('cache-control')).toBe('public, max-age=300')
    expect(corsHeaders(headers)).toEqual([])
  })

  test.each(['capacitor://localhost', 'chrome-extension://cfhdojbkjhnklbpkdaibdccddilifddb'])(
    'the web view origin %s is compared as text (H 5)',
    async (origin) => {
      const own = await start({ origins: [origin], loopback: false })
      expect((await preflight(own, '/token', origin)).headers.get('access-control-allow-origin')).toBe(origin)
      for (const other of [`${origin}:1`, `${origin}/`, origin.toUpperCase(), 'null', origin.replace(/:.*/, '://other')])
        expect(corsHeaders((await preflight(own, '/token', other)).headers), other).toEqual([])
      await own.stop()
    },
  )

  test('an unknown path and OPTIONS alone have no preflight', async ({ service }) => {
    expect((await preflight(service, '/nope', APP)).status).toBe(404)
    expect((await service.send('OPTIONS', '/token', { headers: { origin: APP } })).status).toBe(405)
  })

  test('a page sees that its body was too large', async ({ service }) => {
    const { status, headers } = await service.send('POST', '/login', { headers: { origin: APP }, body: 'x'.repeat(65_537) })
    expect([status, headers.get('access-control-allow-origin')]).toEqual([413, APP])
  })
})

describe.each([
  ['without a configured origin', []],
  ['with another configured origin', [APP]],
])('a refused origin %s', (_, origins) => {
  const warningsOf = (s: RunningService) => s.logged.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn')

  test('is logged once, with the setting to change (H 5)', async () => {
    const s = await start({ origins, loopback: false })
    for (let turn = 0; turn < 3; turn += 1) {
      await preflight(s, '/token', 'https://shop.example.com')
      await s.send('GET', '/livez', { headers: { origin: 'capacitor://localhost' } })
      await s.send('GET', '/livez', { headers: { origin: 'null' } })
    }
    const sentence = expect.stringMatching(/\(CORS\).* add its origin to MINTMARK_CORS_ORIGINS/)
    expect(warningsOf(s)).toEqual([
      expect.objectContaining({ message: sentence, origin: 'https://shop.example.com' }),
      expect.objectContaining({ message: sentence, origin: 'capacitor://localhost' }),
      expect.objectContaining({ message: expect.stringMatching(/origin null .* no setting allows it/) }),
    ])
    await s.stop()
  })

  test('is not logged if allowed or invalid; the log is limited (G 2, H 5)', async () => {
    const s = await start({ origins, loopback: false })
    for (const origin of [...origins, s.url, ISSUER, 'a page', `https://${'x'.repeat(300)}`])
      await s.send('GET', '/livez', { headers: { origin } })
    expect(warningsOf(s)).toEqual([])
    for (let n = 0; n < 60; n += 1) await s.send('GET', '/livez', { headers: { origin: `https://${n}.example` } })
    expect(warningsOf(s)).toHaveLength(50)
    await s.stop()
  })
})

describe('in dev', () => {
  const test = testDev

  test.for(['http://localhost', 'http://localhost:3000', 'http://127.0.0.1:5173', 'http://127.0.0.1'])(
    '%s may call the service (H 5)',
    async (origin, { service }) =>
      expect((await preflight(service, '/token', origin)).headers.get('access-control-allow-origin')).toBe(origin),
  )
  test.for([
    'https://localhost:3000',
    'http://localhost.evil.example',
    'http://localhost:3000.evil.example',
    'http://localhost:',
    'http://127.0.0.1.evil.example',
    'http://127.0.0.2:3000',
    'http://evil.example/http://localhost:3000',
    'http://xlocalhost:3000',
    'http://localhost:3000/',
    'null',
  ])('%s may not call the service (H 5)', async (origin, { service }) =>
    expect(corsHeaders((await preflight(service, '/token', origin)).headers)).toEqual([]),
  )
})
