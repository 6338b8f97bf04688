// The client in a real browser: tabs share a session in IndexedDB and take turns by Web Locks.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sqlite } from '../support/databases.ts'
import { PASSWORD, type RunningService, startService } from '../support/service.ts'

const PERIOD_SECONDS = 900
const LOG_IN = `client.logIn({ username: 'alice', password: '${PASSWORD}' })`
const TEN_CALLS = `late += ${PERIOD_SECONDS * 1000}; Promise.all(Array.from({ length: 10 }, () => client.get('/me')))`

let s: RunningService
let browser: Browser
let origin: string
const ends: (() => unknown)[] = []

beforeAll(async () => {
  const bundle = await rolldown({ input: 'sdk/client/src/index.ts', platform: 'browser' })
  const { output } = await bundle.generate({ minify: true })
  const pages = createServer(({ url }, response) => {
    const [type, text] = url === '/client.js' ? ['text/javascript', output[0].code] : ['text/html', '<!doctype html>']
    response.writeHead(200, { 'content-type': type }).end(text)
  })
  await once(pages.listen(0, '127.0.0.1'), 'listening')
  origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`
  s = await startService((await sqlite.fresh()).config, { config: { cors: { origins: [origin], loopback: false } } })
  await s.addUser('alice')
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  ends.push(
    () => browser.close(),
    () => s.stop(),
    () => pages.close(),
  )
})
afterAll(async () => {
  for (const end of ends) await end()
})

/** Opens a tab with a client. The client's clock shows `late` milliseconds. */
async function openTab(context: BrowserContext, late = 0): Promise<Page> {
  const page = await context.newPage()
  await page.goto(origin)
  await page.evaluate(`(async () => {
    const { createBrowserTokenStore, createMintmarkClient } = await import('/client.js')
    const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
    const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length))
    window.late = ${late}
    window.client = createMintmarkClient({
      baseUrl: '${s.url}',
      store: createBrowserTokenStore(),
      system: { nowMs: () => window.late, sleep, randomBytes },
    })
  })()`)
  return page
}

/** Runs code in a tab and returns the statuses of its results. */
const statuses = (page: Page, does: string): Promise<unknown> =>
  page.evaluate(`(async () => [await (async () => { ${does.replace(/([^;]+)$/, ' return $1')} })()].flat().map(({ status }) => status))()`)

function countRefreshes(context: BrowserContext): () => number {
  let refreshes = 0
  context.on('request', (request) => {
    if (request.postData()?.includes('grant_type=refresh_token')) refreshes += 1
  })
  return () => refreshes
}

test('tabs send one refresh each period, and a reload keeps the session (R 6)', async () => {
  const context = await browser.newContext()
  const refreshes = countRefreshes(context)
  const tabs = [await openTab(context), await openTab(context), await openTab(context)]
  expect(await statuses(tabs[0]!, LOG_IN)).toEqual([200])
  for (let period = 1; period <= 6; period += 1) {
    s.system.advanceSeconds(PERIOD_SECONDS)
    expect(await Promise.all(tabs.map((tab) => statuses(tab, TEN_CALLS)))).toEqual(Array(3).fill(Array(10).fill(200)))
    expect(refreshes()).toBe(period)
  }
  const reloaded = await openTab(context, 6 * PERIOD_SECONDS * 1000)
  expect(await statuses(reloaded, "client.get('/me')")).toEqual([200])
  expect(refreshes()).toBe(6)
})

test('after a page closes during a refresh, the next continues the session', async () => {
  const context = await browser.newContext()
  const dying = await openTab(context)
  await statuses(dying, LOG_IN)
  s.system.advanceSeconds(PERIOD_SECONDS)
  await context.route(`${s.url}/token`, async (route) => {
    await route.fetch()
    await dying.close()
    await route.abort().catch(() => {})
  })
  await expect(statuses(dying, TEN_CALLS)).rejects.toThrow(/closed/)
  await context.unroute(`${s.url}/token`)
  // The grace is over, so only the stored key makes it the same request.
  s.system.advanceSeconds(60)
  const next = await openTab(context)
  expect(await statuses(next, TEN_CALLS)).toEqual(Array(10).fill(200))
})

/** Creates a client with its own store, and lists the store's connections in `connections`. */
const withConnections = (page: Page) =>
  page.evaluate(`(async () => {
    const { createBrowserTokenStore, createMintmarkClient } = await import('/client.js')
    window.connections = []
    const open = (...named) => {
      const request = indexedDB.open(...named)
      request.addEventListener('success', () => connections.push(request.result))
      return request
    }
    window.client = createMintmarkClient({ baseUrl: '${s.url}', store: createBrowserTokenStore('own', { open }) })
  })()`)

test('an IndexedDB connection that died unnoticed is reopened', async () => {
  const page = await openTab(await browser.newContext())
  await withConnections(page)
  expect(await statuses(page, LOG_IN)).toEqual([200])
  await page.evaluate('connections.forEach((one) => one.close())')
  expect(await statuses(page, "client.get('/me')")).toEqual([200])
  expect(await page.evaluate('connections.length')).toBe(2)
})

test('a page can delete the database at once, which ends the session', async () => {
  const page = await openTab(await browser.newContext())
  await withConnections(page)
  await statuses(page, LOG_IN)
  const deleted = `new Promise((resolve) => {
    const request = indexedDB.deleteDatabase('own')
    request.onsuccess = () => resolve('deleted')
    request.onblocked = () => resolve('blocked')
  })`
  expect(await page.evaluate(deleted)).toBe('deleted')
  expect(await statuses(page, "client.get('/me')")).toEqual(['session_ended'])
})

test('a log-out in one tab reaches the others at once (R 10)', async () => {
  const context = await browser.newContext()
  const [one, two] = [await openTab(context), await openTab(context)]
  await one.evaluate('window.news = []; client.onSessionChange((session) => news.push(session !== undefined)); client.session()')
  await statuses(one, LOG_IN)
  expect(await statuses(two, "client.get('/me')")).toEqual([200])
  expect(await statuses(two, 'client.logOut()')).toEqual([200])
  await expect.poll(() => one.evaluate('news')).toEqual([true, false])
  expect(await statuses(one, "client.get('/me')")).toEqual(['session_ended'])
})
