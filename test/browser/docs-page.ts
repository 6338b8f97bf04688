/**
 * The docs page of a new `mintmark dev`, and what a person does on it.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { start, temporaryFolder } from '../process/mintmark.ts'
import { openWatched, type WatchedPage } from './watched-page.ts'

export const DESKTOP = { viewport: { width: 1280, height: 900 } }

export interface Demo {
  username: string
  password: string
  client_id: string
  client_secret: string
}

/** Opens the page of a new service and waits until it shows the contract. */
export async function openDocs(
  browser: Browser,
  options: BrowserContextOptions = DESKTOP,
  path = '/docs',
): Promise<WatchedPage & { url: string; demo: Demo }> {
  const folder = temporaryFolder()
  // Users' tokens are also for another service, so the page must request its audience by name.
  const { url } = await start(folder, 'dev', { MINTMARK_AUDIENCE: 'https://orders.example.com' })
  const watched = await openWatched(browser, url, options)
  await watched.page.goto(`${url}${path}`)
  await watched.page.locator('#operations-Tokens-issueToken').waitFor()
  return { ...watched, url, demo: JSON.parse(readFileSync(join(folder, '.mintmark', 'demo.json'), 'utf8')) }
}

export const schemeOf = (page: Page, scheme: string): Locator =>
  page.locator('.auth-container').filter({ has: page.locator('h4', { hasText: new RegExp(`^\\s*${scheme}\\b`) }) })

/** Fills in the dialog's form for a scheme, and sends it. */
export async function authorize(page: Page, scheme: string, fields: Record<string, string>): Promise<Locator> {
  await page.locator('.auth-wrapper .authorize').click()
  const form = schemeOf(page, scheme)
  for (const [name, value] of Object.entries(fields)) await form.locator(`input[data-name="${name}"]`).fill(value)
  await form.locator('button.authorize').click()
  return form
}

export const closeDialog = (page: Page) => page.locator('.close-modal').click()

/** Uses "Try it out" and "Execute" of an operation. Returns the answer as the page shows it. */
export async function execute(page: Page, id: string, fill: (operation: Locator) => Promise<void> = async () => {}) {
  const operation = page.locator(`#operations-${id}`)
  if (!(await operation.locator('.opblock-body').isVisible())) {
    await operation.locator('.opblock-summary-control').click()
    await operation.locator('.try-out__btn').click()
  }
  await fill(operation)
  const answered = page.waitForResponse((response) => response.request().resourceType() === 'fetch')
  await operation.locator('.execute').click()
  await answered
  const live = operation.locator('.live-responses-table')
  await live.locator('.response-col_description .microlight').first().waitFor()
  const status = Number.parseInt(await live.locator('.response-col_status').last().innerText(), 10)
  return { status, text: await live.locator('.response-col_description').last().innerText() }
}
