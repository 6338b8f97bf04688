// examples/shop, set up as its README says: one session in every tab, and one token for each audience.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { start, temporaryFolder } from '../process/mintmark.ts'
import { blocksOf } from '../support/page.ts'
import { launchChromium, openWatched } from './watched-page.ts'

const README = 'examples/shop/README.md'

let browser: Browser
beforeAll(async () => {
  const [, build] = blocksOf(README)
  execFileSync('bash', ['-euc', build!.text.split('\n')[0]!])
  browser = await launchChromium()
})
afterAll(() => browser.close())

/** Starts the shop with its own Mintmark, by the commands of its README. */
async function startShop(): Promise<{ url: string; issuer: string; password: string }> {
  const [mintmark, shop] = blocksOf(README)
  const [, audience] = /MINTMARK_AUDIENCE='([^']+)' npm run dev/.exec(mintmark!.text)!
  const [, server] = /npx node (\S+)/.exec(shop!.text)!
  const folder = temporaryFolder()
  const { url: issuer } = await start(folder, 'dev', { MINTMARK_AUDIENCE: audience! })
  const port = await freePort()
  const child = spawn(process.execPath, [server!], {
    env: { ISSUER: issuer, SHOP_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    child.kill()
    if (child.exitCode === null) await once(child, 'exit')
  })
  await once(child.stdout, 'data')
  const { password } = JSON.parse(readFileSync(join(folder, '.mintmark', 'demo.json'), 'utf8'))
  return { url: `http://127.0.0.1:${port}`, issuer, password }
}

/** Opens a tab with the page, and records its requests to the token endpoint. */
async function openShop(options: BrowserContextOptions = {}) {
  const shop = await startShop()
  const { page, faults } = await openWatched(browser, shop.url, options)
  // Mintmark is another origin, as in production.
  const others = () => faults.filter((fault) => !fault.startsWith(`request: ${shop.issuer}`))
  const forms: URLSearchParams[] = []
  page.context().on('request', (request) => {
    if (request.url() === `${shop.issuer}/token`) forms.push(new URLSearchParams(request.postData() ?? ''))
  })
  await page.goto(shop.url)
  return { ...shop, page, others, forms }
}

async function logIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('Username').fill('demo')
  await page.locator('#log-in').getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}
const listed = (page: Page, id: string) => page.locator(`#${id} li`).allInnerTexts()
const orders = (page: Page) =>
  vi.waitFor(async () => expect(await listed(page, 'orders')).toEqual([/teapot/, /cups/].map((one) => expect.stringMatching(one))), {
    timeout: 30_000,
  })

test('a user logs in, reloads, opens a tab and logs out (R 10)', async () => {
  const { page, password, url, others, forms } = await openShop()
  await logIn(page, 'not the password')
  await expect.poll(() => page.locator('#log-in .message').innerText()).toBe('Invalid username or password')
  expect(others().splice(0)).toEqual([expect.stringContaining('status of 401')])

  await logIn(page, password)
  await orders(page)
  expect(await page.locator('#name').innerText()).toBe('demo')
  expect(await page.locator('#log-in').isVisible()).toBe(false)

  await page.reload()
  await orders(page)
  const tab = await page.context().newPage()
  await tab.goto(url)
  await orders(tab)
  expect(await tab.locator('#name').innerText()).toBe('demo')
  // Two tries to log in, and one token for Mintmark itself to list the sessions.
  expect(forms.map((form) => form.get('grant_type'))).toEqual(['password', 'password', 'refresh_token'])

  await tab.getByRole('button', { name: 'Log out' }).click()
  for (const one of [tab, page]) await one.locator('#log-in').waitFor()
  expect(await page.locator('#shop').isVisible()).toBe(false)
  await page.reload()
  await page.locator('#log-in').waitFor()
})

test('a second audience costs one refresh; its token goes only there (RFC 8707 §2.2)', async () => {
  const { page, password, url, forms, issuer, others } = await openShop()
  const sent: Record<string, unknown> = {}
  page.on('request', async (request) => {
    // Of a page that closes meanwhile, the header cannot be read any more.
    const header = await request.headerValue('authorization').catch(() => null)
    const [, token] = /^Bearer (.+)$/.exec(header ?? '') ?? []
    if (token !== undefined) sent[request.url()] = JSON.parse(atob(token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'))).aud
  })
  await logIn(page, password)
  await orders(page)
  for (let click = 0; click < 3; click += 1) {
    await page.getByRole('button', { name: 'Check the stock' }).click()
    await expect.poll(() => listed(page, 'stock')).toEqual([expect.stringContaining('7 left'), expect.stringContaining('sold out')])
  }
  await expect.poll(() => listed(page, 'sessions')).toEqual([expect.stringContaining('this one')])
  const asked = forms.map((form) => form.get('resource'))
  expect(asked.toSorted()).toEqual([issuer, 'https://orders.example.com', 'https://stock.example.com'].toSorted())
  expect(sent).toEqual({
    [`${url}/orders`]: 'https://orders.example.com',
    [`${url}/stock`]: 'https://stock.example.com',
    [`${issuer}/me/sessions`]: issuer,
  })
  expect(others()).toEqual([])
})

test('a new password ends the session on another device (P 11)', async () => {
  const { page, password, url, others } = await openShop()
  await logIn(page, password)
  await orders(page)
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  const device = await context.newPage()
  await device.goto(url)
  await logIn(device, password)
  await orders(device)

  const change = async (current: string, next: string) => {
    await page.getByLabel('Current password').fill(current)
    await page.getByLabel('New password').fill(next)
    await page.getByRole('button', { name: 'Change it' }).click()
  }
  const message = page.locator('#password .message')
  await change('not the password', 'four words are a fine start')
  await expect.poll(() => message.innerText()).toBe('It is not the current password.')
  await change(password, 'four words are a fine start')
  await expect.poll(() => message.innerText()).toBe('Changed. Your other sessions have ended.')
  await expect.poll(() => listed(page, 'sessions')).toHaveLength(1)
  await device.getByRole('button', { name: 'Check the stock' }).click()
  await device.locator('#log-in').waitFor()
  expect(others()).toEqual([expect.stringContaining('status of 422')])
})

test.each(['light', 'dark'] as const)('on a phone the page fits the screen, %s', async (colorScheme) => {
  const { page, password } = await openShop({ viewport: { width: 360, height: 740 }, colorScheme })
  const fits = () => page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')
  await page.locator('#log-in').waitFor()
  expect(await fits()).toBe(true)
  await logIn(page, password)
  await orders(page)
  await page.getByRole('button', { name: 'Check the stock' }).click()
  await expect.poll(() => listed(page, 'stock')).toHaveLength(2)
  expect(await fits()).toBe(true)
  const folder = process.env.SCREENSHOTS
  if (folder !== undefined) await page.screenshot({ path: join(folder, `shop-${colorScheme}.png`), fullPage: true })
})
