// `GET /docs`: the page, its files, and who is redirected to it (docs/design/architecture.md#the-docs-page).
// scripts/check-browser.sh tests the page in a browser.
import { request } from 'node:http'
import { describe, expect, onTestFinished } from 'vitest'
import { sqlite } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { type RunningService, startService } from '../../support/service.ts'

const CHROMIUM = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8'
const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'mintmark.css', 'examples.js', 'start.js', 'favicon.svg']

const test = onDatabase(sqlite, { config: { docs: true } })
const testOff = onDatabase(sqlite)
test.beforeAll(async ({ service }) => {
  await service.addUser('alice')
})

const as = (accept: string | undefined, more: Record<string, string> = {}) => ({
  headers: { ...(accept === undefined ? {} : { accept }), ...more },
})

describe('the page', () => {
  test('is HTML with a policy that allows this service alone', async ({ service }) => {
    const { status, headers, body } = await service.get('/docs')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(
      Object.fromEntries(
        headers
          .get('content-security-policy')!
          .split('; ')
          .map((one) => one.split(/ (.*)/)),
      ),
    ).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    })
    expect(body).toContain('<title>Mintmark</title>')
    expect(body).not.toMatch(/https?:|<style|style=|<script>|\son\w+=/)
  })

  test('names files that exist, and its script names the contract', async ({ service }) => {
    const { body } = await service.get('/docs')
    const named = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!)
    expect(named.toSorted()).toEqual([...ASSETS.map((name) => `/docs/${name}`), '/openapi.yaml'].toSorted())
    for (const path of named) expect((await service.get(path)).status).toBe(200)
    expect((await service.get('/docs/start.js')).body).toContain("url: '/openapi.json'")
  })

  test('shows the demo user and client in dev only, and no secret', async ({ service }) => {
    const dev = await startService((await sqlite.fresh()).config, { config: { docs: true, demo: true } })
    onTestFinished(() => dev.stop())
    expect((await dev.get('/docs')).body).toContain('<html data-demo-user="demo" data-demo-client="demo-service" lang="en">')
    expect((await service.get('/docs')).body).not.toContain('demo')
  })

  test.for(['/docs', ...ASSETS.map((name) => `/docs/${name}`)])('%s may be cached, and is not sent again', async (path, { service }) => {
    const { headers, status } = await service.get(path)
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('public, max-age=300')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    const etag = headers.get('etag')!
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await service.send('GET', path, { headers: { 'if-none-match': known } })
      expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, '', etag])
    }
    expect((await service.send('GET', path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  })

  test.for<[string, string]>([
    ['swagger-ui.css', 'text/css; charset=utf-8'],
    ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
    ['favicon.svg', 'image/svg+xml; charset=utf-8'],
  ])('%s has the type %s', async ([name, type], { service }) => {
    expect((await service.get(`/docs/${name}`)).headers.get('content-type')).toBe(type)
  })
})

describe('no other file is served', () => {
  /** Sends the path unchanged: `fetch` would resolve its dots. */
  const statusOf = (service: RunningService, path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(service.url)
      request({ hostname, port, path }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })

  test.for([
    '/docs/',
    '/docs/page.html',
    '/docs/package.json',
    '/docs/swagger-ui-bundle.js.map',
    '/docs/..%2fapp.ts',
    '/docs/%2e%2e%2fapp.ts',
    '/docs/..%5capp.ts',
    '/docs/%2fetc%2fpasswd',
    '/docs/mintmark.css%00',
    '/docs/MINTMARK.CSS',
    '/docs/__proto__',
    '/docs/constructor',
    '/docs//mintmark.css',
    '/docs/x/mintmark.css',
    '/docs/../docs-page.ts',
  ])('%s', async (path, { service }) => expect(await statusOf(service, path)).toBe(404))
})

describe('GET / sends a browser to the page', () => {
  test.for([CHROMIUM, 'text/html', 'TEXT/HTML;q=0.9, application/json;q=0.1'])('Accept: %s', async (accept, { service }) => {
    const { status, headers, body } = await service.send('GET', '/', as(accept))
    expect([status, headers.get('location'), headers.get('cache-control'), body]).toEqual([303, '/docs', 'no-store', ''])
  })

  test.for([undefined, '*/*', 'application/json', 'application/json, text/html;q=0.5', 'text/html;q=0, */*', 'text/plain', ';;'])(
    'and no other client: Accept: %s',
    async (accept, { service }) => {
      expect(await service.send('GET', '/', as(accept))).toMatchObject({ status: 401, body: { detail: 'Not authenticated' } })
    },
  )

  test('and nobody who sends credentials, good or bad', async ({ service }) => {
    const { access_token } = await service.logIn('alice')
    expect(await service.send('GET', '/', as(CHROMIUM, { authorization: `Bearer ${access_token}` }))).toMatchObject({
      status: 200,
      body: { User: { username: 'alice' } },
    })
    for (const authorization of ['Bearer nonsense', 'Basic YTpi', 'Bearer']) {
      expect((await service.send('GET', '/', as(CHROMIUM, { authorization }))).status).toBe(401)
    }
  })

  test('and no other route does', async ({ service }) => {
    for (const path of ['/me', '/protected']) expect((await service.send('GET', path, as(CHROMIUM))).status).toBe(401)
  })
})

test('an unknown path leads a browser to the page (H 6)', async ({ service }) => {
  expect((await service.get('/doc')).body).toEqual({ detail: 'Not found. Did you mean /docs? /docs lists every path.' })
})

testOff('by default nothing of the page is served', async ({ service: off }) => {
  for (const path of ['/docs', ...ASSETS.map((name) => `/docs/${name}`)]) {
    expect(await off.get(path)).toMatchObject({ status: 404, body: { detail: 'Not found' } })
  }
  expect(await off.send('GET', '/', as(CHROMIUM))).toMatchObject({ status: 401, body: { detail: 'Not authenticated' } })
})
