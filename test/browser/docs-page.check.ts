// The docs page as a person uses it, in a real browser, from a real `mintmark dev`
// (docs/design/architecture.md#the-docs-page).
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { authorize, closeDialog, DESKTOP, execute, openDocs as openDocsIn } from './docs-page.ts'
import { launchChromium } from './watched-page.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true }

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const openDocs = (options?: BrowserContextOptions, path?: string) => openDocsIn(browser, options, path)
const openProtected = (page: Page) => execute(page, 'Resources-getProtected')
const fitsWidth = (page: Page) => page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')
const backgroundOf = (page: Page) => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')

test('GET / leads browsers to the page, which loads only from the service', async () => {
  const { page, faults, asked, url } = await openDocs(DESKTOP, '/')
  expect(page.url()).toBe(`${url}/docs`)
  expect(await page.title()).toBe('Mintmark')
  expect(await page.locator('.info .title').innerText()).toContain('Mintmark')
  expect(await page.locator('.topbar').count()).toBe(0)
  expect(await page.locator('.info .description').innerText()).toContain('Press Authorize')
  // Nobody has logged in yet.
  expect(await page.locator('.opblock .authorization__btn.locked').count()).toBe(0)
  expect([faults, asked]).toEqual([[], []])
})

test('a user logs in by Authorize; nothing stays after the page closes', async () => {
  const { page, faults, asked, demo } = await openDocs()
  expect((await openProtected(page)).status).toBe(401)
  faults.splice(0) // Chromium logs that 401 itself.
  const form = await authorize(page, 'password', { username: demo.username, password: demo.password })
  await form.getByText('Authorized').waitFor()
  await closeDialog(page)
  expect(await openProtected(page)).toMatchObject({ status: 200, text: expect.stringContaining('"message": "Protected route"') })
  expect(await execute(page, 'Account-getMe')).toMatchObject({ status: 200, text: expect.stringContaining('"username": "demo"') })
  expect(await execute(page, 'Account-listSessions')).toMatchObject({ status: 200 })
  expect([faults, asked]).toEqual([[], []])

  expect(await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie]')).toEqual([0, 0, ''])
  await page.reload()
  await page.locator('#operations-Tokens-issueToken').waitFor()
  expect((await openProtected(page)).status).toBe(401)
})

test('a wrong password is shown on the page, without a browser dialog', async () => {
  const { page, faults, asked, demo } = await openDocs()
  const form = await authorize(page, 'password', { username: demo.username, password: 'not the password at all' })
  await form.locator('.errors').waitFor()
  expect(await form.locator('.errors').innerText()).toContain('Invalid username or password')
  expect(asked).toEqual([])
  expect(faults).toEqual([expect.stringContaining('status of 401')])
  await form.locator('input[data-name="password"]').fill(demo.password)
  await form.locator('button.authorize').click()
  await form.getByText('Authorized').waitFor()
})

test('a client authorizes itself; a wrong secret opens no browser dialog', async () => {
  const { page, faults, asked, demo } = await openDocs()
  const form = await authorize(page, 'clientCredentials', { clientId: demo.client_id, clientSecret: 'x'.repeat(32) })
  await form.locator('.errors').waitFor()
  expect(await form.locator('.errors').innerText()).toContain('The client is unknown or did not authenticate.')
  expect(asked).toEqual([])
  expect(faults.splice(0)).toEqual([expect.stringContaining('status of 401')])

  await form.locator('input[data-name="clientSecret"]').fill(demo.client_secret)
  await form.locator('button.authorize').click()
  await form.getByText('Authorized').waitFor()
  await closeDialog(page)
  expect(await openProtected(page)).toMatchObject({ status: 200 })
  expect(await execute(page, 'Resources-getSecureData')).toMatchObject({
    status: 200,
    text: expect.stringContaining(`"sub": "${demo.client_id}"`),
  })
  expect([faults, asked]).toEqual([[], []])
})

test("each grant's example at /token works and sends only its fields", async () => {
  const { page, faults, demo } = await openDocs()
  const sent: string[] = []
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.postData() ?? ''))
  const issue = async (example: string, secrets: Record<string, string>) => {
    const { status, text } = await execute(page, 'Tokens-issueToken', async (operation) => {
      await operation.locator('.opblock-section-request-body .examples-select select').selectOption(example)
      const body = operation.locator('textarea')
      await expect.poll(() => body.inputValue()).toContain(Object.keys(secrets)[0])
      await body.fill(JSON.stringify({ ...JSON.parse(await body.inputValue()), ...secrets }))
    })
    return { status, tokens: JSON.parse(/\{[\s\S]*?\n\}/.exec(text)?.[0] ?? '{}') }
  }
  const { username, password, client_id, client_secret } = demo
  const first = await issue('tutorial', { username, password })
  const second = await issue('password', { username, password })
  const third = await issue('refresh_token', { refresh_token: second.tokens.refresh_token })
  const fourth = await issue('client_credentials', { client_id, client_secret })
  expect([first, second, third, fourth].map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(third.tokens.refresh_token).not.toBe(second.tokens.refresh_token)
  expect(fourth.tokens).not.toHaveProperty('refresh_token')
  expect(sent.map((form) => [...new URLSearchParams(form).keys()])).toEqual([
    ['username', 'password'],
    ['grant_type', 'username', 'password', 'scope'],
    ['grant_type', 'refresh_token'],
    ['grant_type', 'client_id', 'client_secret', 'scope'],
  ])
  expect(faults).toEqual([])
})

test('with an empty form, a login is refreshed by its access token', async () => {
  const { page, faults, demo } = await openDocs()
  await (await authorize(page, 'password', { username: demo.username, password: demo.password })).getByText('Authorized').waitFor()
  await closeDialog(page)
  const { status, text } = await execute(page, 'Tokens-refreshToken', async (operation) => {
    await operation.locator('.opblock-section-request-body .examples-select select').selectOption('bearer')
    await expect.poll(() => operation.locator('textarea').inputValue()).toBe('{}')
  })
  expect({ status, text }).toMatchObject({ status: 200, text: expect.stringContaining('"access_token"') })
  expect(faults).toEqual([])
})

test('on a phone, page, dialog and operations fit the screen', async () => {
  const { page, faults, demo } = await openDocs(PHONE)
  expect(await fitsWidth(page)).toBe(true)
  const form = await authorize(page, 'password', { username: demo.username, password: demo.password })
  await form.getByText('Authorized').waitFor()
  const box = (await page.locator('.modal-ux').boundingBox())!
  expect(box.x).toBeGreaterThanOrEqual(0)
  expect(box.x + box.width).toBeLessThanOrEqual(390)
  await closeDialog(page)
  for (const id of ['Resources-getProtected', 'Account-getMe', 'Account-listSessions', 'Discovery-getJwks']) {
    expect((await execute(page, id)).status).toBe(200)
    expect(await fitsWidth(page), id).toBe(true)
  }
  await page.locator('#operations-Tokens-issueToken .opblock-summary-control').click()
  await page.locator('#operations-Tokens-issueToken .try-out__btn').click()
  expect(await fitsWidth(page)).toBe(true)
  expect(faults).toEqual([])
})

test("the page follows the reader's light or dark preference", async () => {
  const { page, faults } = await openDocs({ ...DESKTOP, colorScheme: 'dark' })
  const isDark = async () => Math.max(...(await backgroundOf(page)).match(/\d+/g)!.slice(0, 3).map(Number)) < 80
  await expect.poll(isDark).toBe(true)
  await page.locator('#operations-Tokens-issueToken .opblock-summary-control').click()
  await page.locator('#operations-Tokens-issueToken .try-out__btn').click()
  await page.locator('.examples-select__section-label').first().waitFor()
  const label = await page.evaluate<string>("getComputedStyle(document.querySelector('.examples-select__section-label')).color")
  expect(label).toBe('rgb(228, 230, 230)')
  await page.emulateMedia({ colorScheme: 'light' })
  await expect.poll(isDark).toBe(false)
  expect(faults).toEqual([])
})
