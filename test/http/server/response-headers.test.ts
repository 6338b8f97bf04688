// REQUIREMENTS H 5: the headers that every answer has for browsers, and those that no answer has.
import { expect } from 'vitest'
import { operations } from '../../support/contract.ts'
import { sqlite } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { withConnection } from '../../support/raw-connection.ts'
import { type RunningService, startService } from '../../support/service.ts'

const SECURITY = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
}
const HSTS = 'max-age=31536000'
const TELLTALE = ['server', 'x-powered-by', 'via', 'x-runtime', 'x-aspnet-version']

const test = onDatabase(sqlite)
let plain: RunningService
test.beforeAll(async () => {
  plain = await startService((await sqlite.fresh()).config, { config: { issuer: 'http://127.0.0.1:8080' } })
})
test.afterAll(() => plain.stop())

function expectSecure(headers: Headers): void {
  expect(Object.fromEntries(headers)).toMatchObject({ ...SECURITY, 'strict-transport-security': HSTS })
  for (const name of TELLTALE) expect(headers.has(name)).toBe(false)
  expect(JSON.stringify([...headers])).not.toMatch(/node|hono|express|mintmark\//i)
}

test.for<[string, string]>([
  ...operations.map(({ method, path }): [string, string] => [method, path.replaceAll(/\{[^}]+\}/g, 'x')]),
  ['GET', '/nope'],
  ['PATCH', '/token'],
  ['OPTIONS', '/token'],
])('%s %s (H 5)', async ([method, path], { service }) => {
  const { headers } = await service.send(method, path)
  expectSecure(headers)
  expect(headers.get('x-request-id')).toMatch(/^[\w-]+-\d+$/)
  expect(headers.get('cache-control')).toMatch(/^(no-store|public, max-age=300)$/)
})

test('a body that is too large (H 5)', async ({ service }) => {
  const { status, headers } = await service.send('POST', '/token', { body: 'x'.repeat(65_537) })
  expect(status).toBe(413)
  expectSecure(headers)
})

test.for<[string, string]>([
  ['no HTTP', 'nonsense\r\n\r\n'],
  ['a bad Host', 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n'],
  ['a bad target', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a Host no URL has', 'GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n'],
  ['headers too large', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`],
  ['a tunnel', 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n'],
])('an answer before routing has them: %s (H 5, H 6)', ([_, sent], { service }) =>
  withConnection(service.url, async (connection) => {
    connection.write(sent)
    expectSecure((await connection.refusal()).headers)
  }),
)

test('with an http issuer, HSTS is not sent (RFC 6797 §7.2) (H 5)', async () => {
  expect((await plain.get('/livez')).headers.has('strict-transport-security')).toBe(false)
  await withConnection(plain.url, async (connection) => {
    connection.write('nonsense\r\n\r\n')
    expect((await connection.refusal()).headers.has('strict-transport-security')).toBe(false)
  })
})

test.for<[what: string, config: { issuer: string; demo?: boolean }]>([
  ['an IPv4 address', { issuer: 'https://127.0.0.1:8443' }],
  ['an IPv6 address', { issuer: 'https://[2001:db8::1]' }],
  ['localhost', { issuer: 'https://localhost:8443' }],
  ['a name below localhost', { issuer: 'https://auth.localhost' }],
  ['dev', { issuer: 'https://auth.example.com', demo: true }],
])('HSTS is not sent for %s (RFC 6797 §8.1.1) (H 5)', async ([_, config]) => {
  const other = await startService((await sqlite.fresh()).config, { config })
  expect((await other.get('/livez')).headers.has('strict-transport-security')).toBe(false)
  await other.stop()
})
